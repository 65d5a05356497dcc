// Step redirect: point the clients' names to the surviving site. From the first write on there is no way back but a failback.
import type { Step } from '../../runbook/core.ts';
import type { FailoverRun } from '../context.ts';
import { failoverError } from '../errors.ts';

export const redirectStep: Step<FailoverRun> = {
  id: 'redirect',
  plan: ({ trafficSwitch, surviving, retired }) =>
    Promise.resolve({
      id: 'redirect',
      title: `Move clients to ${surviving}`,
      will: [`switch ${trafficSwitch.name} from ${retired} to ${surviving}`],
      loss: [`what is only at ${retired} becomes a divergent tail`],
      pointOfNoReturn: true,
      undo: null,
      timeoutMs: 10_000,
      after: ['fence', 'group-positions', 'canary'],
    }),
  precondition: ({ findings }) =>
    Promise.resolve(findings.fence === null ? 'the fence step has left no evidence' : null),
  probe: async ({ trafficSwitch, surviving }) => (await trafficSwitch.target()) === surviving,
  act: ({ trafficSwitch, surviving }) => trafficSwitch.switchTo(surviving),
  async verify({ trafficSwitch, surviving }) {
    const found = await trafficSwitch.target();
    if (found === surviving) return { switch: trafficSwitch.name, target: found };
    throw failoverError('TIDE_FAILOVER_NOT_SWITCHED', { switch: trafficSwitch.name, found, surviving });
  },
};
