// Step confirm: a canary through the clients' own names reaches the surviving cluster, by its cluster id.
import type { Cluster } from '../../kafka/core.ts';
import { within } from '../../runbook/index.ts';
import type { Step } from '../../runbook/core.ts';
import type { FailoverRun } from '../context.ts';
import { failoverError } from '../errors.ts';

const CONFIRM_MS = 20_000;
const ATTEMPT_MS = 5000;
const PAUSE_MS = 100;

export const confirmStep: Step<FailoverRun> = {
  id: 'confirm',
  plan: ({ surviving }) =>
    Promise.resolve({
      id: 'confirm',
      title: `Confirm ${surviving} through the clients' names`,
      will: ['connect through the service names, compare the cluster id, write and read one canary'],
      loss: [],
      pointOfNoReturn: false,
      undo: null,
      timeoutMs: CONFIRM_MS + ATTEMPT_MS,
      after: ['redirect'],
    }),
  precondition: () => Promise.resolve(null),
  probe: () => Promise.resolve(false),
  // Nothing is to be changed: the proof is the whole step.
  act: () => Promise.resolve(),
  async verify(run) {
    const deadline = run.clock.monotonicMs() + CONFIRM_MS;
    const clusterId = await run.target.clusterId();
    let reason = 'no attempt was made';
    while (run.clock.monotonicMs() < deadline) {
      const attempt = within(tryOnce(run, clusterId), ATTEMPT_MS, run.signal);
      const result = await attempt.catch((error: unknown) => error);
      if (result instanceof Error) reason = result.message;
      else if (typeof result === 'object' && result !== null && 'value' in result)
        return { clusterId, ...(result.value as object) };
      else reason = `no answer within ${ATTEMPT_MS} ms`;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    throw failoverError('TIDE_FAILOVER_NOT_CONFIRMED', { surviving: run.surviving, reason });
  },
};

async function tryOnce(run: FailoverRun, clusterId: string): Promise<Readonly<Record<string, unknown>>> {
  const service = await run.openService();
  try {
    const found = await service.clusterId();
    if (found !== clusterId) throw new Error(`the names lead to the cluster ${found}, not to ${clusterId}`);
    return await writeCanary(run, service);
  } finally {
    await service.close();
  }
}

async function writeCanary(run: FailoverRun, service: Cluster): Promise<Readonly<Record<string, unknown>>> {
  const { canaryTopic: topic } = run;
  if (topic !== undefined && (await service.topics([topic])).length > 0) {
    return { by: `a record in ${topic}`, ...(await service.roundTrip({ topic, partition: 0 }, ATTEMPT_MS)) };
  }
  const [first] = run.findings.partitions;
  if (first === undefined) return { by: 'the cluster id only' };
  await service.canary([first], ATTEMPT_MS);
  return { by: `a control marker in ${first.topic}-${first.partition}` };
}
