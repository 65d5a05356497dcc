// The pure door of replication: the contract of every mechanism, exposure over time, and what a flow selects.
export type {
  Capability,
  CertainExposure,
  Exposure,
  Flow,
  MechanismState,
  MechanismStatus,
  PartitionExposure,
  ReplicationMechanism,
  StopProof,
  TranslatedPosition,
  Unsupported,
} from './contract.ts';
export { exposureTracker } from './exposure-tracker.ts';
export type { ExposureTracker, SourceReading, TrackerOptions } from './exposure-tracker.ts';
export { selects } from './select.ts';
export { isUnsupported, unsupported } from './unsupported.ts';
