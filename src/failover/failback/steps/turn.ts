// Step turn: the names of the clients point to the returning site again.
import type { Step } from '../../../runbook/core.ts';
import { failoverError } from '../../errors.ts';
import type { FailbackRun } from '../context.ts';

export const turnStep: Step<FailbackRun> = {
  id: 'turn',
  plan: ({ trafficSwitch, returning, surviving }) =>
    Promise.resolve({
      id: 'turn',
      title: `Move clients back to ${returning}`,
      will: [`switch ${trafficSwitch.name} from ${surviving} to ${returning}`],
      loss: [],
      pointOfNoReturn: true,
      undo: null,
      timeoutMs: 10_000,
      after: ['open'],
    }),
  precondition: () => Promise.resolve(null),
  probe: async ({ trafficSwitch, returning }) => (await trafficSwitch.target()) === returning,
  act: ({ trafficSwitch, returning }) => trafficSwitch.switchTo(returning),
  async verify({ trafficSwitch, returning }) {
    const found = await trafficSwitch.target();
    if (found === returning) return { switch: trafficSwitch.name, target: found };
    throw failoverError('TIDE_FAILOVER_NOT_SWITCHED', { switch: trafficSwitch.name, found, surviving: returning });
  },
};
