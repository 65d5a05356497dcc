// Shapes of topic mirroring: what is read of both sites, what is remembered between two looks, the declared policy, and the plan.
import type { Settings } from '../../kafka/core.ts';
import type { ControlAlarm } from './alarm.ts';

export interface TopicSnapshot {
  readonly name: string;
  readonly id: string;
  readonly partitions: number;
  /** Of partition 0; a reassignment in progress may show more replicas for a while. */
  readonly replicationFactor: number;
  /** Partitions without a member in their ISR (law 22). */
  readonly emptyIsr: number;
  readonly settings: Settings;
}

export interface SiteSnapshot {
  /** Brokers that can hold a replica. */
  readonly brokers: number;
  readonly topics: readonly TopicSnapshot[];
  /** Names of topic settings that this Kafka knows, read from any topic; null: it has none yet. */
  readonly knownSettings: ReadonlySet<string> | null;
}

/** What the link keeps of one mirrored topic between two looks; plain data, made for JSON. Ids are the only proof of recreation. */
export interface TopicMemory {
  readonly topic: string;
  readonly sourceId: string;
  /** null: the copy was planned and not seen yet. */
  readonly targetId: string | null;
  /** Settings that are forced while mirrored, with what they become at promotion; null: no override. */
  readonly restore: Readonly<Record<string, string | null>>;
}

export interface TopicPolicy {
  /** Names, or Java expressions that match the whole name. */
  readonly topics: readonly string[];
  readonly exclude: readonly string[];
  /** What becomes of a setting of the copy that differs and is not forced. New topics get the source's settings either way. */
  readonly drift: 'follow-source' | 'report-only';
  /** `as-source`: time and size as at the source. `hold`: the copy deletes nothing by itself while it is mirrored. */
  readonly retention: 'as-source' | 'hold';
  /** Settings the target owns: never written, never reported. */
  readonly keep: readonly string[];
  /** Topics whose start offset is being made: they stay cleanup.policy=delete, because a compacted topic refuses fillers without a key. */
  readonly seeding: readonly string[];
}

export const DEFAULT_TOPIC_POLICY: TopicPolicy = {
  topics: [],
  exclude: [],
  drift: 'follow-source',
  retention: 'as-source',
  keep: [],
  seeding: [],
};

export type TopicChange =
  | {
      readonly kind: 'create';
      readonly topic: string;
      readonly partitions: number;
      readonly replicationFactor: number;
      readonly configs: Readonly<Record<string, string>>;
      readonly why: string;
    }
  | {
      readonly kind: 'grow';
      readonly topic: string;
      readonly from: number;
      readonly to: number;
      readonly why: string;
    }
  | {
      readonly kind: 'set';
      readonly topic: string;
      readonly setting: string;
      /** Effective value before. */
      readonly from: string | null;
      /** null: the override goes. */
      readonly to: string | null;
      readonly forced: boolean;
      readonly why: string;
    };

export interface TopicPlan {
  readonly changes: readonly TopicChange[];
  readonly alarms: readonly ControlAlarm[];
  /** Topics that must not be carried now. */
  readonly held: ReadonlySet<string>;
  /** To be kept by the link and passed in at the next look, once the changes are applied. */
  readonly memory: readonly TopicMemory[];
}
