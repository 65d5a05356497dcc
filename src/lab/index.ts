// The acting door of the lab: real Kafka on loopback.
export { startLab } from './start.ts';
export { preflight } from './preflight.ts';
export type { PreflightOptions } from './preflight.ts';
export { resolveDistribution } from './distribution/resolve.ts';
export type { Distribution, ResolveOptions } from './distribution/resolve.ts';
export { DEFAULT_KAFKA_VERSION, KAFKA_VERSIONS } from './distribution/versions.ts';
export { cacheFolder } from './distribution/cache-folder.ts';
export { sweepStale } from './warden/sweep.ts';
export type { Swept } from './warden/sweep.ts';
export { LAB_ERRORS } from './errors.ts';
export { LAB_EVENTS, teller } from './events.ts';
export { labDown, labStatus, labUp } from './hosted/up-down.ts';
export type { LabUpOptions } from './hosted/up-down.ts';
export { labExec } from './hosted/exec.ts';
export type { LabExecOptions } from './hosted/exec.ts';
export type { HostedLab, HostedSite, HostedState } from './hosted/state.ts';
export { KAFKA_TOOLS } from './hosted/tools.ts';
export type { KafkaTool } from './hosted/tools.ts';
