// Alarms about mirrored topics: each condition with its sentence and the next command. Pure.
import type { ControlAlarm } from './alarm.ts';
import { isAppendTime, notCarried } from './topic-settings.ts';
import type { TopicChange, TopicMemory, TopicSnapshot } from './topic-shapes.ts';

const FORGET = 'tideover replicate forget';

/** Deleted or made anew at the source. */
export function sourceAlarm(
  topic: string,
  source: TopicSnapshot | undefined,
  memory: TopicMemory | undefined,
): ControlAlarm | undefined {
  if (memory === undefined) return undefined;
  if (source === undefined) {
    return {
      code: 'source-deleted',
      about: topic,
      weight: 'hold',
      say: `Topic ${topic} (id ${memory.sourceId}) was deleted at the source; its copy stays as it is.`,
      next: `Keep the copy as long as it may be needed; then delete it by hand and run ${FORGET} ${topic}.`,
    };
  }
  if (source.id === memory.sourceId) return undefined;
  return {
    code: 'source-recreated',
    about: topic,
    weight: 'hold',
    say: `Topic ${topic} was deleted and created anew at the source (id ${memory.sourceId} became ${source.id}): its offsets begin again, and nothing of it is copied over the old data.`,
    next: `Keep or rename what the copy holds, delete the copy, then run ${FORGET} ${topic} to mirror the new topic from its start.`,
  };
}

/** Deleted, made anew, or found at the target without being remembered. */
export function copyAlarm(
  topic: string,
  copy: TopicSnapshot | undefined,
  memory: TopicMemory | undefined,
): ControlAlarm | undefined {
  if (memory === undefined) {
    if (copy === undefined) return undefined;
    return {
      code: 'adopted',
      about: topic,
      weight: 'note',
      say: `Topic ${topic} (id ${copy.id}) existed at the target before this link knew it; its log must follow from the source's.`,
      next: 'Nothing, if it is the copy of an earlier run; the link proves the log end of each partition before it writes.',
    };
  }
  if (memory.targetId === null) return undefined;
  if (copy === undefined) {
    return {
      code: 'copy-deleted',
      about: topic,
      weight: 'hold',
      say: `The copy of topic ${topic} (id ${memory.targetId}) was deleted at the target.`,
      next: `Find out who deleted it; run ${FORGET} ${topic} to copy it anew from its start.`,
    };
  }
  if (copy.id === memory.targetId) return undefined;
  return {
    code: 'copy-recreated',
    about: topic,
    weight: 'hold',
    say: `The copy of topic ${topic} was deleted and created anew at the target (id ${memory.targetId} became ${copy.id}).`,
    next: `Delete it once more if it holds foreign records; run ${FORGET} ${topic} to copy it anew from its start.`,
  };
}

export function growthAlarm(source: TopicSnapshot, copy: TopicSnapshot): ControlAlarm | undefined {
  if (copy.partitions <= source.partitions) return undefined;
  return {
    code: 'copy-has-more-partitions',
    about: source.name,
    weight: 'warn',
    say: `The copy of topic ${source.name} has ${copy.partitions} partitions, the source ${source.partitions}: after a failover keyed records would go to other partitions.`,
    next: `Grow the source with kafka-topics.sh --alter --topic ${source.name} --partitions ${copy.partitions}, or copy the topic anew.`,
  };
}

export function replicationAlarm(source: TopicSnapshot, copies: number, brokers: number): ControlAlarm | undefined {
  if (copies >= source.replicationFactor) return undefined;
  const cause = copies < brokers ? 'although it has the brokers for more' : `because it has ${brokers} brokers`;
  return {
    code: 'replication-factor-low',
    about: source.name,
    weight: 'warn',
    say: `Topic ${source.name} has replication factor ${copies} at the target and ${source.replicationFactor} at the source, ${cause}; min.insync.replicas counts up to ${copies} there.`,
    next: 'Add brokers at the target where needed, then raise the replication factor with kafka-reassign-partitions.sh.',
  };
}

/** Law 22: the partition would stay without a leader until an unclean election. */
export function minIsrAlarm(copy: TopicSnapshot): ControlAlarm {
  return {
    code: 'min-isr-held',
    about: copy.name,
    weight: 'warn',
    say: `min.insync.replicas of topic ${copy.name} is not changed at the target while ${copy.emptyIsr} of its partitions have an empty ISR: they would stay without a leader.`,
    next: `Bring back the brokers of its replicas; kafka-topics.sh --describe --topic ${copy.name} names them. The change follows by itself.`,
  };
}

export function driftAlarm(change: Extract<TopicChange, { kind: 'set' }>): ControlAlarm {
  const { topic, setting, from, to, why } = change;
  const wanted = to === null ? 'not set' : to;
  return {
    code: 'drift',
    about: topic,
    weight: 'warn',
    say: `${setting} of topic ${topic} is ${from ?? 'not set'} at the target and would be ${wanted} (${why}).`,
    next: 'Declare drift follow-source to have it set, or name the setting under keep.',
  };
}

export function appendTimeAlarm(source: TopicSnapshot): ControlAlarm | undefined {
  if (!isAppendTime(source.settings)) return undefined;
  return {
    code: 'append-time-source',
    about: source.name,
    weight: 'note',
    say: `Topic ${source.name} has LogAppendTime at the source: its copy holds the producers' own timestamps, so timestamps are not equal, and time retention is held until promotion.`,
    next: 'Watch the disk of the target. At promotion LogAppendTime and the retention come back; old records may then be deleted at once.',
  };
}

export function notCarriedAlarm(source: TopicSnapshot): ControlAlarm | undefined {
  const names = notCarried(source.settings);
  if (names.length === 0) return undefined;
  return {
    code: 'not-carried',
    about: source.name,
    weight: 'note',
    say: `Settings of topic ${source.name} that belong to the source's own storage are not carried: ${names.join(', ')}.`,
    next: 'Give the target the disk for the whole retention, or set up tiered storage there by hand.',
  };
}
