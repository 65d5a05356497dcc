// The acting door of report: reads the prebuilt page, writes report.json and report.html, reads a result back.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { siblingFile } from '../base/index.ts';
import { reportError } from './errors.ts';
import { renderHtml } from './html.ts';
import { renderJson } from './json.ts';
import { DRILL_RESULT_FORMAT } from './result.ts';
import type { DrillResult } from './result.ts';

/** JSON above this many characters is compressed inside the page; below it, people can read it there. */
const PLAIN_CHARACTERS_MAX = 1_000_000;

export interface WrittenReport {
  readonly json: string;
  readonly html: string;
}

/** The prebuilt page. Throws TIDE_REPORT_NO_SHELL. */
export async function readShell(): Promise<string> {
  const path = siblingFile(import.meta.url, './shell/report-shell.html');
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw reportError('TIDE_REPORT_NO_SHELL', { path }, cause);
  }
}

/** The page for one result, compressed when it is large. */
export async function htmlOf(result: DrillResult): Promise<string> {
  const shell = await readShell();
  const large = JSON.stringify(result).length > PLAIN_CHARACTERS_MAX;
  return renderHtml(result, shell, large ? { gzip: (text) => gzipSync(text, { level: 9 }) } : {});
}

/** Writes `report.json`, then `report.html`, each under a temporary name first so that no half file is ever seen. Throws TIDE_REPORT_NOT_WRITTEN. */
export async function writeReport(directory: string, result: DrillResult): Promise<WrittenReport> {
  const json = join(directory, 'report.json');
  const html = join(directory, 'report.html');
  await writeWhole(json, directory, renderJson(result));
  await writeWhole(html, directory, await htmlOf(result));
  return { json, html };
}

async function writeWhole(path: string, directory: string, text: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
    await writeFile(`${path}.part`, text);
    await rename(`${path}.part`, path);
  } catch (cause) {
    throw reportError('TIDE_REPORT_NOT_WRITTEN', { path, directory, cause: sentenceOf(cause) }, cause);
  }
}

/** Reads a report.json. Throws TIDE_REPORT_NO_RESULT for anything else; a newer minor version is accepted. */
export async function readResult(path: string): Promise<DrillResult> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw reportError('TIDE_REPORT_NO_RESULT', { path, cause: sentenceOf(cause) }, cause);
  }
  const version =
    typeof parsed === 'object' && parsed !== null && 'formatVersion' in parsed ? String(parsed.formatVersion) : 'none';
  const major = DRILL_RESULT_FORMAT.split('.')[0];
  if (version.split('.')[0] !== major) {
    throw reportError('TIDE_REPORT_NO_RESULT', {
      path,
      cause: `its formatVersion is ${version}, this program reads ${major}.x`,
    });
  }
  return parsed as DrillResult;
}

function sentenceOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
