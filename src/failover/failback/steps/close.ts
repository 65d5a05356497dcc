// Step close: the survivor is closed to clients; the planned outage begins.
import type { Step } from '../../../runbook/core.ts';
import type { FenceEvidence } from '../../context.ts';
import type { FailbackRun } from '../context.ts';

export const closeStep: Step<FailbackRun> = {
  id: 'close',
  plan: ({ surviving, close }) =>
    Promise.resolve({
      id: 'close',
      title: `Close ${surviving} to clients`,
      will: [`raise the fence ${close.name}; from here until the end nobody is served`],
      loss: close.doesNotStop,
      pointOfNoReturn: false,
      undo: `open ${surviving} again`,
      timeoutMs: 60_000,
      after: ['prove-most'],
    }),
  precondition: ({ close }) =>
    Promise.resolve(
      close.armed ? null : 'there is no way to keep clients from writing at the survivor while the last records cross',
    ),
  probe: ({ close }) => close.holds(),
  act: ({ close }) => close.raise(),
  async verify({ close, findings }) {
    findings.closed = await close.evidence();
    return { closed: findings.closed };
  },
  restore({ findings }, evidence) {
    findings.closed = evidence['closed'] as FenceEvidence;
  },
};
