// The acting door of kafka: opens live clusters; the client library is loaded at the first use, not here.
export { connectCluster } from './connect.ts';
export { KAFKA_ERRORS } from './errors.ts';
export { overlayNames } from './names.ts';
export type { NameOverlay } from './names.ts';
export { connectRaw } from './raw/connect.ts';
export type { RawLimits } from './raw/connect.ts';
export { probeWrites } from './raw/probe-writes.ts';
export type { RefusedWrite } from './raw/probe-writes.ts';
