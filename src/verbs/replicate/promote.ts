// Verb replicate promote: makes the target the site that applications write to; drains first, or says what is missing.
import { isTideError, keyOf } from '../../base/core.ts';
import { systemClock } from '../../base/index.ts';
import type { Cluster } from '../../kafka/core.ts';
import { DEFAULT_TOPIC_POLICY, isMirrored, planPromotion, renderChange } from '../../link/core.ts';
import type { LinkGroupStatus, TopicMemory } from '../../link/core.ts';
import { promoteTopics, readSite, readTopicMemory, tellLink } from '../../link/index.ts';
import { openKafka } from '../doors.ts';
import type { Host } from '../host.ts';
import { replicateError } from './errors.ts';
import { flowOf } from './flow.ts';
import type { FlowInput, ReplicateFlow } from './flow.ts';
import { endsOf, finalPositions, type LogGap, gapsOf, provenStill, provenUnwritten, totalOf } from './promote-steps.ts';
import { ended } from './orders.ts';
import {
  keepCut,
  makeStateFolder,
  lookForLink,
  readCut,
  readHeldAcls,
  type LinkPresence,
  type PromotionCut,
} from './state-files.ts';

export interface ReplicatePromoteInput extends FlowInput {
  readonly execute: boolean;
  /** Do not ask the source: it is lost and fenced. */
  readonly withoutSource: boolean;
  readonly drainWithinMs: number;
}

export interface PromotionPlan {
  readonly flow: string;
  readonly source: string;
  readonly target: string;
  readonly generation: number;
  /** What is known of the link's process. */
  readonly link: string;
  /** What is known of the source. */
  readonly sourceIs: string;
  readonly steps: readonly string[];
  /** Settings that the copies get back. */
  readonly changes: readonly string[];
  readonly heldAcls: number;
  /** Offsets of the source that the target lacks now; null: unknown. */
  readonly missing: number | null;
  readonly gaps: readonly LogGap[];
  readonly pointOfNoReturn: string;
  readonly command: string;
}

export interface ReplicatePromoteResult {
  readonly flow: string;
  readonly target: string;
  /** What was done and how it is known, in order. */
  readonly evidence: readonly string[];
  readonly groups: readonly LinkGroupStatus[];
  readonly next: string;
}

interface Known {
  readonly flow: ReplicateFlow;
  readonly source: Cluster | null;
  readonly sourceWhy: string;
  readonly target: Cluster;
  readonly memory: readonly TopicMemory[];
  readonly link: LinkPresence;
  readonly topics: readonly string[];
  /** Of an earlier promotion. */
  readonly cut: PromotionCut | null;
}

/** `onPlan` is called before anything is changed. Without `execute` it then throws TIDE_REPLICATE_NOT_EXECUTED. */
export async function replicatePromote(
  input: ReplicatePromoteInput,
  host: Host,
  onPlan: (plan: PromotionPlan) => void,
): Promise<ReplicatePromoteResult> {
  const flow = flowOf(input, host.cwd);
  const { connectCluster } = await openKafka();
  const target = await connectCluster(flow.target);
  let source: Cluster | null = null;
  try {
    const asked = input.withoutSource ? null : await connectCluster(flow.source).catch(orSilence);
    source = asked === null || typeof asked === 'string' ? null : asked;
    const sourceWhy = typeof asked === 'string' ? asked : 'It was not asked (--without-source).';
    const policy = { ...DEFAULT_TOPIC_POLICY, topics: flow.flow.topics };
    const named = async (cluster: Cluster): Promise<readonly string[]> =>
      (await cluster.topics()).map((one) => one.name).filter((name) => isMirrored(name, policy));
    // A topic that has no copy at all is missing, too.
    const topics = [...new Set([...(await named(target)), ...(source === null ? [] : await named(source))])];
    const memory = await readTopicMemory(flow.stateFile);
    const known = {
      flow,
      source,
      sourceWhy,
      target,
      memory,
      link: await lookForLink(flow.stateFile),
      topics,
      cut: await readCut(flow.stateFile),
    };
    const plan = await planOf(known, input);
    onPlan(plan);
    if (!input.execute)
      throw replicateError('TIDE_REPLICATE_NOT_EXECUTED', { verb: 'replicate promote', command: plan.command });
    return await promote(known, input, host);
  } finally {
    await Promise.allSettled([source?.close(), target.close()]);
  }
}

/** A cluster that does not answer is a fact of the plan; a wrong password is not. */
function orSilence(error: unknown): string {
  if (isTideError(error) && error.exit === 'UNREACHABLE') return `${error.message} ${error.why}`;
  throw error;
}

async function planOf(known: Known, input: ReplicatePromoteInput): Promise<PromotionPlan> {
  const { flow, source, sourceWhy, target, memory, link, topics } = known;
  const site = await readSite(
    target,
    () => false,
    memory.map((one) => one.topic),
  );
  const gaps =
    source === null
      ? []
      : gapsOf(await endsOf(source, topics, 'committed'), await endsOf(target, topics, 'uncommitted'));
  const held = await readHeldAcls(flow.stateFile);
  return {
    flow: flow.flow.name,
    source: flow.source.name,
    target: target.name,
    generation: flow.generation,
    link: linkWords(link),
    sourceIs: source === null ? sourceWhy : `${source.name} answers.`,
    steps: stepsOf(known, held.length),
    changes: planPromotion(memory, site).map(renderChange),
    heldAcls: held.length,
    missing: source === null ? null : totalOf(gaps),
    gaps,
    pointOfNoReturn: `The first record that an application writes at ${target.name}: from then on the two logs are two histories, and the way back is a failback.`,
    command: `tideover replicate promote ${flow.selection}${input.withoutSource ? ' --without-source' : ''}`,
  };
}

function stepsOf(known: Known, heldAcls: number): readonly string[] {
  const { flow, source, target, link, topics, cut } = known;
  const runs = link.is === 'answers' || (link.is === 'silent' && link.alive);
  const complete = `${target.name} holds everything that can be read at ${flow.source.name}`;
  const drain = runs ? `drain: wait until ${complete}, and until nobody writes there` : `check that ${complete}`;
  const before = wasPromoted(known)
    ? [
        `nothing more of this: ${target.name} was promoted ${new Date(cut!.wallMs).toISOString()}, what follows is repeated`,
      ]
    : [
        ...(source === null ? [] : [drain]),
        ...(runs ? ['stop the link, and prove that its process has ended'] : []),
        `prove that the log ends of ${topics.length} topics at ${target.name} stand still`,
        ...(source === null || flow.flow.groups.length === 0 ? [] : ['carry the final positions of the groups']),
        'keep the log ends: the way back starts from them',
      ];
  const acls = heldAcls > 0 ? [`create ${heldAcls} ACLs that were held while the topics were copies`] : [];
  return [...before, 'give the copies their own settings back', ...acls];
}

function linkWords(link: LinkPresence): string {
  if (link.is === 'absent') return 'No link runs here.';
  if (link.is === 'answers') return `The link answers (process ${link.state.pid}, ${link.status.link.state}).`;
  return link.alive
    ? `The link does not answer, but process ${link.state.pid} is there.`
    : `The link has died (process ${link.state.pid}).`;
}

type Did = (step: string, say: string) => void;

async function promote(known: Known, input: ReplicatePromoteInput, host: Host): Promise<ReplicatePromoteResult> {
  const { flow, target, memory } = known;
  const evidence: string[] = [];
  const did: Did = (step, say) => {
    evidence.push(say);
    const { monotonicMs, wallMs } = { monotonicMs: systemClock.monotonicMs(), wallMs: systemClock.wallMs() };
    host.emit({ type: 'replicate.promote-step', monotonicMs, wallMs, say, data: { step } });
  };
  const groups = wasPromoted(known) ? [] : await cutOver(known, input, did);
  did('settings', await restore(known, memory));
  const held = await restoreAcls(known);
  if (held !== null) did('acls', held);
  const next = `Send the applications to ${target.name}. For the way back later: tideover replicate reverse ${flow.selection}`;
  return { flow: flow.flow.name, target: target.name, evidence, groups, next };
}

/** Repeated after a refusal: applications may write there by now, so the log ends that were kept then stay, and nobody's positions are touched. */
function wasPromoted({ cut, flow }: Pick<Known, 'cut' | 'flow'>): boolean {
  return cut !== null && cut.generation >= flow.generation;
}

/** Up to the kept log ends. Throws before anything is lost; it can be repeated. */
async function cutOver(known: Known, input: ReplicatePromoteInput, did: Did): Promise<readonly LinkGroupStatus[]> {
  const { flow, source, sourceWhy, target, link, topics } = known;
  if (source === null && !input.withoutSource) {
    const fields = { source: flow.source.name, target: target.name, detail: sourceWhy, selection: flow.selection };
    throw replicateError('TIDE_REPLICATE_SOURCE_SILENT', fields);
  }
  if (source !== null && link.is === 'answers') {
    await tellLink(link.state, 'drain', input.drainWithinMs);
    did('drain', `The link has drained: ${target.name} held everything that could be read at ${source.name}.`);
    did('unwritten', await provenUnwritten(source, topics));
  }
  await stopLink(known);
  if (link.is !== 'absent') did('stop', `The link has ended (process ${link.state.pid}).`);
  did('still', await provenStill(target, topics, flow));
  if (source !== null) {
    await refuseBehind(known, source);
    did('complete', `${target.name} holds every offset that can be read at ${source.name}.`);
  }
  const groups = source === null ? [] : await finalPositions(source, target, flow, topics);
  const exact = groups.filter((one) => one.state === 'exact').length;
  if (groups.length > 0) did('groups', `Positions of ${exact} of ${groups.length} groups are exact.`);
  const ends = await endsOf(target, topics, 'uncommitted');
  await makeStateFolder(flow.stateFile);
  await keepCut(flow.stateFile, {
    format: 'tideover-cut/1',
    flow: flow.flow.name,
    generation: flow.generation,
    wallMs: systemClock.wallMs(),
    drained: source !== null,
    retired: flow.source.name,
    surviving: target.name,
    partitions: [...ends.values()].map(({ topic, partition, end }) => ({ topic, partition, standbyLogEnd: end })),
  });
  did('cut', `The log ends of ${ends.size} partitions are kept in ${flow.stateFile}.cut.`);
  return groups;
}

const STOP_WITHIN_MS = 30_000;

async function stopLink({ flow, link }: Known): Promise<void> {
  if (link.is === 'absent' || (link.is === 'silent' && !link.alive)) return;
  if (link.is === 'silent') {
    const detail = `${link.why} Process ${link.state.pid} is there and may still write.`;
    throw replicateError('TIDE_REPLICATE_NOT_STOPPED', { flow: flow.flow.name, pid: link.state.pid, detail });
  }
  await tellLink(link.state, 'stop');
  await ended({ name: flow.flow.name, stateFile: flow.stateFile }, link.state, STOP_WITHIN_MS);
}

async function refuseBehind({ flow, target, topics, link }: Known, source: Cluster): Promise<void> {
  const gaps = gapsOf(await endsOf(source, topics, 'committed'), await endsOf(target, topics, 'uncommitted'));
  if (gaps.length === 0) return;
  const detail = `${gaps
    .slice(0, 3)
    .map((one) => `${keyOf(one)} ends at ${one.target ?? 'nothing'}, the source at ${one.source}`)
    .join(
      '; ',
    )}. ${link.is === 'answers' ? 'Somebody wrote at the source after the drain.' : 'The link did not run, so nothing was drained.'}`;
  throw replicateError('TIDE_REPLICATE_BEHIND', {
    source: source.name,
    target: target.name,
    records: totalOf(gaps),
    partitions: gaps.length,
    detail,
    next: `Start the link again, let it copy the rest, then promote: tideover replicate start ${flow.selection} --execute. To accept the loss instead: --without-source`,
  });
}

async function restore({ target, flow }: Known, memory: readonly TopicMemory[]): Promise<string> {
  const { done, refused } = await promoteTopics(target, memory);
  if (refused.length === 0) return `${done.length} settings were given back to the copies.`;
  throw replicateError('TIDE_REPLICATE_REFUSED', {
    target: target.name,
    count: refused.length,
    detail: refused
      .slice(0, 3)
      .map((one) => `${one.item}: ${one.name} (${one.say})`)
      .join('; '),
    next: `The link has stopped and all positions are written; give ALTER_CONFIGS on the topics, then repeat: tideover replicate promote ${flow.selection} --execute`,
  });
}

async function restoreAcls({ target, flow }: Known): Promise<string | null> {
  const held = await readHeldAcls(flow.stateFile);
  if (held.length === 0) return null;
  const refused = await target.createAcls(held);
  if (refused.length === 0) return `${held.length} ACLs that were held were created.`;
  throw replicateError('TIDE_REPLICATE_REFUSED', {
    target: target.name,
    count: refused.length,
    detail: refused
      .slice(0, 3)
      .map((one) => `${one.item}: ${one.name}`)
      .join('; '),
    next: 'Everything else is done. Create these ACLs by hand (kafka-acls.sh --add), or give ALTER on the cluster and repeat.',
  });
}
