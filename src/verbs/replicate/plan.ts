// Verb replicate plan: what the link would change at the target, what it cannot carry, and which rights it needs. Changes nothing.
import { isTideError } from '../../base/core.ts';
import type { Cluster } from '../../kafka/core.ts';
import {
  DEFAULT_TOPIC_POLICY,
  isMirrored,
  planAccess,
  producerIdOf,
  renderAccessPlan,
  renderChange,
} from '../../link/core.ts';
import type { AccessPlan, ControlAlarm, SiteSnapshot, TopicPlan } from '../../link/core.ts';
import { planOnClusters, readAccess, readTopicMemory } from '../../link/index.ts';
import type { LinkOptions } from '../../link/core.ts';
import { withClusters } from './clusters.ts';
import { replicateError } from './errors.ts';
import { flowOf } from './flow.ts';
import type { FlowInput, ReplicateFlow } from './flow.ts';
import { type PlannedGroup, planGroups } from './plan-groups.ts';
import { type NeededRights, RIGHTS } from './rights.ts';
import { linkOptionsOf } from './settings.ts';
import type { LinkFlags } from './settings.ts';

export type AccessMode = 'report' | 'copy' | 'off';

export interface ReplicatePlanInput extends FlowInput, LinkFlags {
  readonly access: AccessMode;
}

/** What a plan tells; plain data, made for JSON and for goldens. Sentences are complete. */
export interface ReplicatePlan {
  readonly flow: string;
  readonly source: string;
  readonly target: string;
  readonly generation: number;
  readonly producerId: string;
  readonly fillers: LinkOptions['fillers'];
  readonly topics: number;
  readonly partitions: number;
  /** One line each: what `start` will do. */
  readonly topicChanges: readonly string[];
  readonly alarms: readonly ControlAlarm[];
  /** Topics that are not carried until somebody decides. */
  readonly held: readonly string[];
  readonly groups: readonly PlannedGroup[];
  readonly groupsUnknown: string | null;
  readonly access: AccessMode;
  readonly accessLines: readonly string[];
  readonly accessUnknown: string | null;
  readonly notCarried: readonly string[];
  readonly rights: readonly NeededRights[];
  /** Changes that `start` would make beside copying records and positions. */
  readonly changes: number;
  /** The command that does it. */
  readonly command: string;
}

/** What a plan was made of; for the verbs that execute it. */
export interface PlannedFlow {
  readonly plan: ReplicatePlan;
  readonly accessPlan: AccessPlan | null;
  readonly source: SiteSnapshot;
}

/** Needs both clusters. Throws TIDE_REPLICATE_NO_TOPICS and what connecting throws. */
export async function replicatePlan(input: ReplicatePlanInput, cwd: string): Promise<ReplicatePlan> {
  const flow = flowOf(input, cwd);
  const options = linkOptionsOf(flow, input);
  return await withClusters(flow, async (source, target) => {
    return (await planFlow(flow, options, input.access, source, target)).plan;
  });
}

export async function planFlow(
  flow: ReplicateFlow,
  options: LinkOptions,
  access: AccessMode,
  source: Cluster,
  target: Cluster,
): Promise<PlannedFlow> {
  const { name, topics: patterns } = flow.flow;
  const policy = { ...DEFAULT_TOPIC_POLICY, topics: patterns };
  const memory = await readTopicMemory(flow.stateFile);
  const looked = await planOnClusters(source, target, policy, memory);
  const topics = looked.source.topics.filter((one) => isMirrored(one.name, policy));
  if (topics.length === 0 && memory.length === 0) {
    const fields = { flow: name, source: source.name, patterns: patterns.join(', ') };
    throw replicateError('TIDE_REPLICATE_NO_TOPICS', fields);
  }
  const mirrored = new Set(topics.map((one) => one.name));
  const groups = await orWhy(() => planGroups(source, target, flow.flow.groups, mirrored));
  const accessPlan = access === 'off' ? null : await orWhy(() => accessOf(source, target, mirrored));
  const written = accessPlan?.value ?? null;
  const plan: ReplicatePlan = {
    flow: name,
    source: source.name,
    target: target.name,
    generation: options.generation,
    producerId: producerIdOf(name, options.generation).toString(),
    fillers: options.fillers,
    topics: topics.length,
    partitions: topics.reduce((sum, one) => sum + one.partitions, 0),
    topicChanges: looked.plan.changes.map(renderChange),
    alarms: looked.plan.alarms,
    held: [...looked.plan.held],
    groups: groups.value ?? [],
    groupsUnknown: groups.why,
    access,
    accessLines: written === null ? [] : renderAccessPlan({ ...written, alarms: noteUsers(written) }),
    accessUnknown: accessPlan?.why ?? null,
    notCarried: notCarried(looked.source, looked.plan, groups.value ?? [], written, mirrored, options),
    rights: RIGHTS,
    changes: looked.plan.changes.length + (access === 'copy' && written !== null ? accessChanges(written) : 0),
    command: `tideover replicate start ${flow.selection}`.trim(),
  };
  return { plan, accessPlan: written, source: looked.source };
}

async function accessOf(source: Cluster, target: Cluster, mirrored: ReadonlySet<string>): Promise<AccessPlan> {
  const [has, there] = await Promise.all([readAccess(source), readAccess(target)]);
  return planAccess(has, there, {
    surplus: 'never',
    excludePrincipals: [],
    writesIntoCopies: 'hold',
    mirrored: (topic) => mirrored.has(topic),
    suppliedUsers: new Set(),
  });
}

/** Users that are missing stand under what is not carried. */
function noteUsers({ alarms }: AccessPlan): AccessPlan['alarms'] {
  return alarms.filter((one) => one.code !== 'scram-user-missing');
}

export function accessChanges({ acls, quotas, users }: AccessPlan): number {
  return acls.create.length + acls.remove.length + quotas.change.length + users.create.length;
}

interface OrWhy<T> {
  readonly value: T | null;
  readonly why: string | null;
}

/** A look that is denied or unsupported leaves its part of the plan unknown, and says so; the rest is planned. */
async function orWhy<T>(look: () => Promise<T>): Promise<OrWhy<T>> {
  try {
    return { value: await look(), why: null };
  } catch (error) {
    if (!isTideError(error)) throw error;
    return { value: null, why: `${error.message} ${error.why} ${error.next}` };
  }
}

function notCarried(
  source: SiteSnapshot,
  { alarms }: TopicPlan,
  groups: readonly PlannedGroup[],
  access: AccessPlan | null,
  mirrored: ReadonlySet<string>,
  { fillers }: LinkOptions,
): readonly string[] {
  const compacted = source.topics.filter(
    (one) => mirrored.has(one.name) && one.settings['cleanup.policy']?.value.includes('compact'),
  );
  const timestamps = alarms.filter((one) => one.code === 'append-time-source');
  return [
    ...timestamps.map((one) => one.say),
    ...compacted.map(
      (one) =>
        `Topic ${one.name} is compacted (cleanup.policy=${one.settings['cleanup.policy']!.value}): where the cleaner has taken records out, the partition waits with TIDE_LINK_COMPACTED, because a compacted copy refuses fillers.`,
    ),
    fillers === 'none'
      ? 'Transactions: a partition with transaction markers or aborted records waits with TIDE_LINK_TRANSACTIONS unless --fillers hidden lets hidden records stand for their offsets.'
      : 'Transactions are copied committed-only: hidden records stand for markers and aborted records, so that offsets stay equal (--fillers hidden).',
    ...groups.filter((one) => one.unsupported !== null).map((one) => `Group ${one.group}: ${one.unsupported}.`),
    ...(access?.alarms.filter((one) => one.code === 'scram-user-missing').map((one) => `${one.say} ${one.next}`) ?? []),
    'Passwords of SCRAM users, delegation tokens and broker settings: Kafka never gives the first out, the others belong to one cluster.',
  ];
}
