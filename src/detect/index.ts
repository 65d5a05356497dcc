// The acting door of detect: vantage processes, the collector of what they see, and the lease authority.
export { collectObservations } from './collect.ts';
export type { CollectOptions, ObservationCollector } from './collect.ts';
export { DETECT_ERRORS } from './errors.ts';
export { DETECT_EVENTS } from './events.ts';
export { askLease } from './lease/ask.ts';
export { startLeaseService } from './lease/service.ts';
export type { LeaseService, LeaseServiceOptions } from './lease/service.ts';
export { startVantage } from './start-vantage.ts';
export type { SpawnNode } from './start-vantage.ts';
export { CANARY_TOPIC } from './vantage/spec.ts';
export type { VantageSpec, WatchSpec } from './vantage/spec.ts';
export { watchSite } from './watch.ts';
export type { SiteWatch, WatchOptions } from './watch.ts';
