// Fault replication-stopped: the replication processes are killed, or frozen where they stand.
import { setTimeout as sleep } from 'node:timers/promises';
import type { LabProcess } from '../core.ts';
import { faultError } from './errors.ts';
import { tell } from './events.ts';
import type { Fault, FaultContext, Proof } from './fault.ts';
import { processState } from './process-state.ts';

const PROVEN_WITHIN_MS = 10_000;
const POLL_MS = 5;
const KIND = 'replication-stopped';

export const replicationStopped: Fault<'replication-stopped'> = {
  kind: KIND,
  title: 'Replication stops',
  inject: async (context, spec) => {
    const { clock } = context;
    const victims = context.replication().filter((each) => each.running());
    if (victims.length === 0) throw faultError('TIDE_FAULT_NO_REPLICATION');
    const where = victims.map((each) => each.name).join(', ');
    const commandedAt = clock.monotonicMs();
    tell(context, 'fault.commanded', KIND, `Replication is ${spec.manner}: ${where}.`, { where });
    for (const each of victims) each.kill(spec.manner === 'killed' ? 'SIGKILL' : 'SIGSTOP');
    const wanted = spec.manner === 'killed' ? isGone : isFrozen;
    const proof = await provenState(context, victims, wanted, spec.manner === 'killed' ? 'gone' : 'stopped (T)');
    const effectiveAt = clock.monotonicMs();
    const effectiveErrorMs = effectiveAt - commandedAt;
    tell(context, 'fault.effective', KIND, `Replication stands still: ${where}.`, {
      where,
      effectiveAt,
      effectiveErrorMs,
    });
    const hit = { sites: [...new Set(victims.map((each) => each.site))], processes: victims.map((each) => each.name) };
    return { commandedAt, effectiveAt, effectiveErrorMs, proof: [proof], hit };
  },
  heal: async (context, spec, evidence) => {
    const { clock } = context;
    const commandedAt = clock.monotonicMs();
    const where = evidence.hit.processes.join(', ');
    if (spec.manner === 'killed') {
      if (context.restartReplication === undefined) throw faultError('TIDE_FAULT_NO_RESTART', { processes: where });
      await context.restartReplication();
    } else {
      for (const each of context.replication()) if (evidence.hit.processes.includes(each.name)) each.kill('SIGCONT');
    }
    const proof = await provenState(context, context.replication(), isAwake, 'running');
    const effectiveAt = clock.monotonicMs();
    const effectiveErrorMs = effectiveAt - commandedAt;
    tell(context, 'fault.healed', KIND, `Replication runs again: ${where}.`, { where, effectiveAt, effectiveErrorMs });
    return { commandedAt, effectiveAt, effectiveErrorMs, proof: [proof] };
  },
};

type Judgement = (each: LabProcess) => Promise<boolean>;

const isGone: Judgement = async (each) => !each.running();
const isFrozen: Judgement = async (each) => (await processState(each.pid)) === 'T';
const isAwake: Judgement = async (each) => each.running() && (await processState(each.pid)) !== 'T';

async function provenState(
  context: FaultContext,
  processes: readonly LabProcess[],
  holds: Judgement,
  word: string,
): Promise<Proof> {
  const deadline = context.clock.monotonicMs() + PROVEN_WITHIN_MS;
  for (;;) {
    const states = await Promise.all(processes.map(holds));
    const names = processes.map((each) => `${each.name} (pid ${each.pid})`).join(', ');
    if (processes.length > 0 && states.every(Boolean))
      return { says: `The kernel says ${word}: ${names}.`, probes: [] };
    if (context.clock.monotonicMs() > deadline) {
      const cause = `Not all processes are ${word} after ${PROVEN_WITHIN_MS} ms`;
      throw faultError('TIDE_FAULT_NOT_EFFECTIVE', { kind: KIND, where: names, probes: states.join(', '), cause });
    }
    await sleep(POLL_MS);
  }
}
