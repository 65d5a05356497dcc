// A real Chromium from the npm package, for tests of the page and for its picture. No system package is needed.
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

/** As root there is no sandbox; the rest keeps the browser from calling home. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
];

export interface OpenBrowser {
  readonly browser: Browser;
  readonly close: () => Promise<void>;
}

/** Extracts the browser into a folder of its own (the package's fixed path would be shared by processes that write it at the same time). */
export async function openBrowser(): Promise<OpenBrowser> {
  const folder = await mkdtemp(join(tmpdir(), 'tideover-browser-'));
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder;
  try {
    const { default: packed, inflate } = await import('@sparticuz/chromium');
    const executablePath = await packed.executablePath();
    const env = { ...process.env, TMPDIR: folder, HOME: folder } as Record<string, string>;
    if (lacksLibraries(executablePath)) {
      await inflate(fileURLToPath(new URL('../bin/al2023.tar.br', import.meta.resolve('@sparticuz/chromium'))));
      env['LD_LIBRARY_PATH'] = join(folder, 'al2023', 'lib');
      env['FONTCONFIG_PATH'] = join(folder, 'fonts');
    }
    const browser = await chromium.launch({ executablePath, headless: true, args: FLAGS, env });
    const close = async (): Promise<void> => {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    };
    return { browser, close };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
}

/** A bare machine lacks libraries such as NSS; the package brings them for that case. */
function lacksLibraries(executablePath: string): boolean {
  const asked = spawnSync(executablePath, ['--version'], { encoding: 'utf8', timeout: 20_000 });
  return asked.status !== 0 && /shared librar|cannot open/i.test(asked.stderr);
}
