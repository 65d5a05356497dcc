// report.html: the prebuilt page with the result inside it. No payload, no network, one file.
import { renderText } from './text.ts';
import type { DrillResult } from './result.ts';

export interface HtmlOptions {
  /** Compresses the JSON (gzip); left out, the JSON stays readable in the file. Passed in because this module is pure. */
  readonly gzip?: (text: string) => Uint8Array;
}

/** Marks that the shell carries; console/index.html has them, a test checks that each occurs once. */
export const SHELL_MARKS = {
  title: '<!--tideover:title-->',
  text: '<!--tideover:text-->',
  result: '<!--tideover:result-->',
} as const;

/**
 * Puts a result into the prebuilt page. With scripts switched off the page shows the text rendering.
 * The JSON sits in a data block, which no browser executes; `<` and U+2028/9 are escaped so that no string can end it.
 */
export function renderHtml(result: DrillResult, shellHtml: string, options: HtmlOptions = {}): string {
  const json = JSON.stringify(result);
  const block =
    options.gzip === undefined
      ? `<script type="application/json" id="result">${escapeJson(json)}</script>`
      : `<script type="application/json" id="result" data-encoding="gzip-base64">${base64(options.gzip(json))}</script>`;
  const text = renderText(result, { colour: false, width: 100, wide: true, reportPath: null });
  const title = `${result.outcome.toUpperCase()}: ${result.scenario.title} (${result.run.id})`;
  return shellHtml
    .replace(SHELL_MARKS.title, () => `<title>${escapeHtml(title)}</title>`)
    .replace(SHELL_MARKS.text, () => `<pre>${escapeHtml(text)}</pre>`)
    .replace(SHELL_MARKS.result, () => block);
}

function escapeJson(json: string): string {
  return json.replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
