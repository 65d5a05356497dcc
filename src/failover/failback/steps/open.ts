// Step open: the returning site is opened to clients.
import type { Step } from '../../../runbook/core.ts';
import { failoverError } from '../../errors.ts';
import type { FailbackRun } from '../context.ts';

export const openStep: Step<FailbackRun> = {
  id: 'open',
  plan: ({ returning, opening }) =>
    Promise.resolve({
      id: 'open',
      title: `Open ${returning} to clients`,
      will: [`${opening.name}; wait until clients can connect`],
      loss: [],
      pointOfNoReturn: true,
      undo: null,
      timeoutMs: 120_000,
      after: ['positions'],
    }),
  precondition: ({ findings }) =>
    Promise.resolve(
      findings.proven.length > 0 && findings.proven.every((one) => one.equal) ? null : 'the sites are not proven equal',
    ),
  probe: ({ opening }) => opening.isOpen(),
  act: ({ opening }) => opening.open(),
  async verify({ opening, returning }) {
    if (await opening.isOpen()) return { open: returning };
    throw failoverError('TIDE_FAILOVER_NOT_OPEN', { returning, how: opening.name });
  },
};
