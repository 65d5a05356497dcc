// The pure door of report: the versioned result and its three renderings.
export * from './result.ts';
export { renderHtml } from './html.ts';
export type { HtmlOptions } from './html.ts';
export { renderJson } from './json.ts';
export { recoveryByKind } from './recovery.ts';
export type { KindRecovery } from './recovery.ts';
export { renderText } from './text.ts';
export type { TextOptions } from './text.ts';
export { REPORT_ERRORS, reportError } from './errors.ts';
