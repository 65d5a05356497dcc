// Alarms of the control plane: what an operator must know, with the next command; some hold a topic back from being carried.

export interface ControlAlarm {
  /** Stable code: `source-deleted`, `source-recreated`, ... */
  readonly code: string;
  /** The topic, ACL, quota entity or user it is about. */
  readonly about: string;
  /** `hold`: nothing may be changed and no record carried until somebody decides; `warn`: carried on; `note`: said once, nothing to do. */
  readonly weight: 'hold' | 'warn' | 'note';
  /** One full sentence. */
  readonly say: string;
  readonly next: string;
}

export type TopicAlarmCode =
  | 'source-deleted'
  | 'source-recreated'
  | 'copy-deleted'
  | 'copy-recreated'
  | 'adopted'
  | 'copy-has-more-partitions'
  | 'replication-factor-low'
  | 'min-isr-held'
  | 'drift'
  | 'append-time-source'
  | 'not-carried';
