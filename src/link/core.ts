// The pure door of the link: its contract, and one partition as a machine of states, events and effects.
export type {
  Link,
  LinkGroupStatus,
  LinkOptions,
  LinkPartitionStatus,
  LinkStatus,
  PartitionStart,
  PartitionState,
} from './contract.ts';
export { LINK_DEFAULTS } from './defaults.ts';
export { LINK_ERRORS, linkError } from './errors.ts';
export { LINK_EVENTS } from './events.ts';
export { begin, maySend, step, wantsFetch } from './partition.ts';
export { kafkaName } from './refusal.ts';
export { producerIdOf, sequenceOf } from './sequence.ts';
export { TRANSITIONS } from './state.ts';
export type { Cell } from './state.ts';
export type {
  Fault,
  PartitionEffect,
  PartitionEvent,
  PartitionPolicy,
  PartitionView,
  Placed,
  Reading,
  Step,
  TailVerdict,
} from './view.ts';
export {
  DEFAULT_TOPIC_POLICY,
  duePositions,
  isAppendTime,
  isMirrored,
  planAccess,
  planPromotion,
  renderAccessPlan,
  renderAlarm,
  renderChange,
  renderTopicPlan,
  whyUnsupported,
} from './control/core.ts';
export type {
  AccessPlan,
  ControlAlarm,
  HeldPosition,
  SiteSnapshot,
  TopicChange,
  TopicMemory,
  TopicPlan,
  TopicSnapshot,
} from './control/core.ts';
