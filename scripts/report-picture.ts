// Makes docs/images/report.png: the upper part of a report, as the README shows it.
// Usage: node scripts/report-picture.ts [report.json] [picture.png]; default: the green golden.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { htmlOf, readResult } from '../src/report/index.ts';
import { openBrowser } from './open-browser.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

export interface PictureOptions {
  readonly scheme: 'light' | 'dark';
  readonly width: number;
  /** Null: the whole page. */
  readonly height: number | null;
}

/** Renders a report.json in Chromium and writes a PNG. */
export async function takePicture(resultPath: string, picturePath: string, options: PictureOptions): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'tideover-picture-'));
  const page = join(folder, 'report.html');
  await writeFile(page, await htmlOf(await readResult(resultPath)));
  const { browser, close } = await openBrowser();
  try {
    const view = await browser.newPage({
      colorScheme: options.scheme,
      viewport: { width: options.width, height: options.height ?? 900 },
    });
    await view.goto(pathToFileURL(page).href);
    await view.locator('.uplot canvas').first().waitFor();
    await view.screenshot({ path: picturePath, fullPage: options.height === null });
  } finally {
    await close();
    await rm(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const result = process.argv[2] ?? join(ROOT, 'src/report/goldens/region-loss.json');
  const picture = process.argv[3] ?? join(ROOT, 'docs/images/report.png');
  await takePicture(result, picture, { scheme: 'light', width: 1280, height: 1760 });
  process.stdout.write(`${picture}\n`);
}
