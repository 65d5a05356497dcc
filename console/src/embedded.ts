// The result inside the page: plain JSON or gzip in base64; see src/report/html.ts for the writing side.
import type { DrillResult } from '../../src/report/core.ts';

/** The page draws every 1.x; a newer major has shapes that it does not know. */
const MAJOR = '1';

export async function readEmbedded(page: Document): Promise<DrillResult> {
  const block = page.getElementById('result');
  if (block === null)
    throw new Error('There is no result in this file: it is the empty page that reports are made from.');
  const text = block.textContent ?? '';
  const json = block.dataset['encoding'] === 'gzip-base64' ? await gunzip(text) : text;
  const result = JSON.parse(json) as DrillResult;
  if (!result.formatVersion.startsWith(`${MAJOR}.`)) {
    throw new Error(`The result has format ${result.formatVersion}; this page draws ${MAJOR}.x.`);
  }
  return result;
}

async function gunzip(base64: string): Promise<string> {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).text();
}
