// Schema of what is promised and how a loss is judged: objectives by topic tier, traffic switches, detection.
import { z } from 'zod';
import { name, pattern } from './names.ts';
import { duration } from './units.ts';

export const objective = z
  .strictObject({
    tier: z.union([z.literal('*'), name('Name of the tier.')]).meta({ description: 'Topic tier; * for all topics.' }),
    topics: z
      .array(pattern)
      .default(['.*'])
      .meta({ description: 'Topics of the tier: names or Java regular expressions.' }),
    rpo: duration('Recovery point objective: how much acknowledged data may be lost, by its age at the loss.'),
    rto: duration('Recovery time objective: how long producers and groups may stand still.'),
  })
  .meta({ id: 'Objective', description: 'How much may be lost and how long it may take, for one tier of topics.' });

export const trafficSwitch = z
  .discriminatedUnion(
    'kind',
    [
      z.strictObject({
        name: name('Name of the switch.'),
        kind: z.literal('lab-zone').meta({ description: 'The name zone of the lab, for drills.' }),
      }),
      z.strictObject({
        name: name('Name of the switch.'),
        kind: z.literal('manual').meta({ description: 'A person does it; the runbook waits for the confirmation.' }),
        instruction: z.string().min(1).meta({ description: 'What the person has to do.' }),
      }),
    ],
    { error: 'expected kind lab-zone or manual' },
  )
  .meta({ id: 'Switch', description: 'How applications are sent to the other site.' });

export const detection = z
  .strictObject({
    interval: duration('Time between two probes of one vantage point.').default(500),
    timeout: duration('Bound of one probe.').default(2_000),
    lostAfter: duration('How long all vantage points must see a site dead before it is judged lost.').default(5_000),
    vantages: z.int().min(1).max(9).default(3).meta({ description: 'Vantage points that must agree.' }),
  })
  .meta({ id: 'Detection', description: 'When a site is judged lost.' });
