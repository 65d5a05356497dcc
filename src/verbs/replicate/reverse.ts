// Verb replicate reverse: looks where the two histories part and says which way back there is. Changes nothing.
import { keyOf } from '../../base/core.ts';
import { systemClock } from '../../base/index.ts';
import type { Divergence } from '../../divergence/core.ts';
import { openDivergence } from '../doors.ts';
import type { Host } from '../host.ts';
import { withRawClusters } from './clusters.ts';
import { replicateError } from './errors.ts';
import { flowOf } from './flow.ts';
import type { FlowInput, ReplicateFlow } from './flow.ts';
import { cutFileOf, readCut } from './state-files.ts';

export interface ReplicateReverseResult {
  readonly flow: string;
  readonly retired: string;
  readonly surviving: string;
  readonly cutWallMs: number;
  readonly partitions: readonly Divergence[];
  /** simple: the retired log is the beginning of the surviving one. tail: it holds records that the survivor does not. */
  readonly way: 'simple' | 'tail';
  readonly why: string;
  readonly next: readonly string[];
}

/** Both clusters must answer, and nobody may write at the retired one. Throws TIDE_REPLICATE_NO_CUT. */
export async function replicateReverse(input: FlowInput, host: Host): Promise<ReplicateReverseResult> {
  const flow = flowOf(input, host.cwd);
  const cut = await readCut(flow.stateFile);
  const { source: retired, target: surviving } = flow.flow;
  if (cut === null) {
    const file = cutFileOf(flow.stateFile);
    throw replicateError('TIDE_REPLICATE_NO_CUT', {
      source: retired,
      target: surviving,
      file,
      selection: flow.selection,
    });
  }
  const { findDivergence } = await openDivergence();
  const world = { clock: systemClock, emit: host.emit };
  const partitions = await withRawClusters(flow, (one, other) =>
    findDivergence(one, other, cut, { world, signal: host.signal }),
  );
  const base = { flow: flow.flow.name, retired, surviving, cutWallMs: cut.wallMs, partitions };
  const tails = partitions.filter((one) => one.retiredEnd > one.point);
  if (tails.length === 0)
    return { ...base, way: 'simple', why: SIMPLE(retired, surviving), next: simpleNext(flow, cut.generation) };
  const offsets = tails.reduce((sum, one) => sum + one.retiredEnd - one.point, 0);
  const first = tails[0]!;
  const why = `${retired} holds ${offsets} offsets in ${tails.length} partitions that ${surviving} does not (first: ${keyOf(first)} from ${first.point} to ${first.retiredEnd}). A link back would stop there, because it never writes on top of another history; and what it must not do is forget them.`;
  return { ...base, way: 'tail', why, next: TAIL_NEXT(retired) };
}

const SIMPLE = (retired: string, surviving: string): string =>
  `Every partition of ${retired} is the beginning of the one at ${surviving}: nothing is only there. A link of the next generation goes on at its log ends, offsets kept; it compares the last records itself before it writes.`;

function simpleNext({ flow, source, target, generation }: ReplicateFlow, cutGeneration: number): readonly string[] {
  const words = [
    `--flow ${flow.target}-to-${flow.source}`,
    `--source-bootstrap ${target.bootstrap.join(',')}`,
    `--target-bootstrap ${source.bootstrap.join(',')}`,
    `--topics '${flow.topics.join(',')}'`,
    ...(flow.groups.length === 0 ? [] : [`--groups '${flow.groups.join(',')}'`]),
    `--generation ${Math.max(generation, cutGeneration) + 1}`,
  ];
  return [
    `Keep ${flow.source} fenced: no application may write there.`,
    `See the plan (add --source-config and --target-config where the clusters ask for a login): tideover replicate plan ${words.join(' ')}`,
    'Then start it with the same words: tideover replicate start ... --execute',
  ];
}

const TAIL_NEXT = (retired: string): readonly string[] => [
  `Keep ${retired} fenced and its topics as they are: its tail is the only copy of those records.`,
  'A failback archives the tail, reads it back, recovers it, and copies the topics anew (recreate) or behind the tail (shift).',
  'This version runs that inside drills only: tideover drill run region-loss --failback recreate. As a verb for your clusters it is not there yet.',
];
