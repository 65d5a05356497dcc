// Scenario region-loss-link-silent: replication stands still for 5 s before the region is lost, and nobody is told.
import { within } from '../objectives.ts';
import type { Scenario } from '../shapes.ts';
import { regionLossOnly } from './region-loss.ts';

export const regionLossLinkSilent: Scenario = {
  ...regionLossOnly,
  name: 'region-loss-link-silent',
  title: 'The link goes silent, then the primary region is lost',
  why: 'Regions seldom die cleanly: the link between them fails first. Everything acknowledged in those seconds exists at the lost site only.',
  timeline: [
    { fault: { kind: 'link-silent', between: ['paris', 'london'], durationMs: 5_000 }, afterMs: 0 },
    // The loss follows at once: a link that heals for a moment would deliver what the silence held back.
    ...regionLossOnly.timeline,
  ],
  objectives: regionLossOnly.objectives.map((objective) =>
    objective.metric === 'rpo' ? within('rpo', 10_000) : objective,
  ),
};
