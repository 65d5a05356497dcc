// The pure door of check.
export * from './history.ts';
export * from './result.ts';
export { MIN_RECORD_BYTES, javaSessionName, readJavaStamp, readStamp, stampValue } from './stamp.ts';
export type { Stamp, Stamped } from './stamp.ts';
export { checkHistory } from './check-history.ts';
export { ARCHITECTURES, allowedFor, renderAnomalyDocs, renderMatrix } from './matrix.ts';
export type { Architecture } from './matrix.ts';
export { ANOMALIES } from './anomalies.ts';
export type { Anomaly, Finding } from './anomalies/anomaly.ts';
export { CHECK_ERRORS } from './errors.ts';
