// Stopping a replicating process and proving it: the process is gone, and the target's log ends stand still over several reads.
import { type Clock, type TopicPartition, keyOf } from '../base/core.ts';
import type { Cluster } from '../kafka/core.ts';
import type { StopProof } from '../replication/core.ts';
import { within } from '../runbook/index.ts';
import type { ReplicatingProcess } from './process.ts';

export interface StopOptions {
  readonly process: ReplicatingProcess | null;
  /** The mechanism's name, for sentences. */
  readonly name: string;
  readonly target: Cluster;
  readonly partitions: readonly TopicPartition[];
  readonly clock: Clock;
  /** After this long its process is killed, milliseconds. Its last offsets may be lost by that, records never. */
  readonly stopWithinMs: number;
  readonly equalReads: number;
  readonly readEveryMs: number;
  readonly proofWithinMs: number;
}

export async function stopAndProve(options: StopOptions): Promise<StopProof> {
  const { process } = options;
  const evidence: string[] = [];
  if (process === null)
    evidence.push(`no process of ${options.name} is known here: it was not started by this program`);
  else {
    // Twice the bound: the launcher asks first and kills after `stopWithinMs`; a launcher that hangs must not hold the failover.
    const ended = await within(process.stop(options.stopWithinMs), options.stopWithinMs * 2 + 1000);
    evidence.push(
      process.running()
        ? `the process ${process.pid} still runs (${ended.in})`
        : `the process ${process.pid} has ended`,
    );
  }
  const still = await standStill(options);
  evidence.push(still.say);
  return { stopped: process !== null && !process.running() && still.proven, evidence };
}

async function standStill(options: StopOptions): Promise<{ readonly proven: boolean; readonly say: string }> {
  const { clock, target, partitions, equalReads } = options;
  const deadline = clock.monotonicMs() + options.proofWithinMs;
  let last = '';
  let equal = 0;
  while (clock.monotonicMs() < deadline) {
    const answer = await within(target.logRanges(partitions, 'uncommitted'), deadline - clock.monotonicMs());
    if (answer.in !== 'time') break;
    const ends = answer.value
      .map((range) => `${keyOf(range)}=${range.end.offset}`)
      .sort()
      .join(',');
    equal = ends === last ? equal + 1 : 1;
    last = ends;
    if (equal >= equalReads) {
      return {
        proven: true,
        say: `the log ends of ${partitions.length} partitions of ${target.name} were equal in ${equal} reads, ${options.readEveryMs} ms apart`,
      };
    }
    await new Promise((resolve) => setTimeout(resolve, options.readEveryMs));
  }
  return {
    proven: false,
    say: `the log ends of ${target.name} did not stand still in ${equalReads} reads within ${options.proofWithinMs} ms`,
  };
}
