// Settings of a link: what the flow declares under properties and what flags say (flags win), checked, to its options.
import { parseBytes } from '../../base/core.ts';
import { didYouMean } from '../../config/core.ts';
import type { LinkOptions } from '../../link/core.ts';
import { defaultLinkOptions } from '../../mechanisms/core.ts';
import { replicateError } from './errors.ts';
import type { ReplicateFlow } from './flow.ts';

export interface LinkFlags {
  readonly fillers?: 'none' | 'hidden' | undefined;
  readonly throttleBytesPerSecond?: number | undefined;
  readonly acks?: -1 | 1 | undefined;
}

const FILLERS = ['none', 'hidden'] as const;
const KNOWN = ['generation', 'fillers', 'throttle', 'acks'] as const;

/** Throws TIDE_REPLICATE_OPTION. */
export function linkOptionsOf({ flow, generation, settings }: ReplicateFlow, flags: LinkFlags): LinkOptions {
  const wrong = (property: string, detail: string, next: string): never => {
    throw replicateError('TIDE_REPLICATE_OPTION', { flow: flow.name, property, detail, next });
  };
  for (const property of Object.keys(settings)) {
    if ((KNOWN as readonly string[]).includes(property)) continue;
    const meant = didYouMean(property, KNOWN);
    wrong(
      property,
      'The link has no such property.',
      meant === undefined ? `It knows ${KNOWN.join(', ')}.` : `Did you mean ${meant}?`,
    );
  }
  if (!Number.isInteger(generation) || generation < 1 || generation > 65_535)
    wrong(
      'generation',
      `${settings['generation'] ?? generation} is no number from 1 to 65535.`,
      'Count up by one at each change of direction; the first is 1.',
    );
  const fillers = flags.fillers ?? FILLERS.find((one) => one === (settings['fillers'] ?? 'none'));
  if (fillers === undefined)
    wrong('fillers', `${settings['fillers']} is none of ${FILLERS.join(', ')}.`, 'Leave it out, or say hidden.');
  const throttle = settings['throttle'] === undefined ? null : (parseBytes(settings['throttle']) ?? Number.NaN);
  if (Number.isNaN(throttle))
    wrong('throttle', `${settings['throttle']} is no size.`, 'Write bytes per second, such as 50MB.');
  const acks = settings['acks'] ?? 'all';
  if (!['all', '-1', '1'].includes(acks))
    wrong('acks', `${acks} is neither all nor 1.`, 'Leave it out: all is the default.');
  return {
    ...defaultLinkOptions(flow, generation),
    fillers: fillers ?? 'none',
    throttleBytesPerSecond: flags.throttleBytesPerSecond ?? throttle,
    acks: flags.acks ?? (acks === '1' ? 1 : -1),
  };
}
