// The acting door of failover: prepare, plan, execute; fences and switches to hand in.
export { executeFailover } from './execute-failover.ts';
export type { FailoverOutcome } from './execute-failover.ts';
export { leaseFence } from './fences/lease.ts';
export type { LeaseFenceOptions } from './fences/lease.ts';
export { noFence } from './fences/none.ts';
export { planFailover } from './plan-failover.ts';
export { prepareStandby } from './prepare-standby.ts';
export type { PrepareStandbyOptions } from './prepare-standby.ts';
export { zoneSwitch } from './switches/zone.ts';
export type { SwitchableZone } from './switches/zone.ts';
export { executeFailback, planFailback } from './failback/execute-failback.ts';
export type { FailbackOutcome } from './failback/execute-failback.ts';
export { leaseOpening } from './failback/lease-opening.ts';
export type { LeaseOpeningOptions } from './failback/lease-opening.ts';
