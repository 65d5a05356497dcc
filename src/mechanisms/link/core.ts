// The pure door of the link driver: its entry in the list, and the settings a link runs with unless somebody says otherwise.
import { LINK_DEFAULTS, type LinkOptions } from '../../link/core.ts';
import type { Flow } from '../../replication/core.ts';
import type { MechanismEntry } from '../core.ts';

export const LINK: MechanismEntry = {
  id: 'link',
  title: 'Offset-preserving link of Tideover',
  capabilities: [
    'offset-preserving',
    'group-positions',
    'pause',
    'drain',
    'cut',
    'reverse',
    'exactly-once',
    'live-exposure',
  ],
  needs: [
    'a Node process beside the target brokers (less than 250 MB)',
    'at the source: READ and DESCRIBE on topics and groups; at the target: CREATE, WRITE, READ, ALTER_CONFIGS and DESCRIBE on topics, READ on groups',
  ],
  limits: [
    'The target topics must have no other writer while they are mirrored: plain Kafka has no read-only topics, so an alien write is noticed (and that partition stopped), not prevented.',
    'Transactional and compacted topics need fillers for offsets that no client may write; without them such a partition waits and says so.',
    'Timestamps of LogAppendTime topics become those of the producers.',
  ],
};

/** The link's own defaults, with positions of groups carried twice a second: half of the age that is promised. */
export function defaultLinkOptions(flow: Flow, generation: number): LinkOptions {
  return { ...LINK_DEFAULTS, groupSyncMs: 500, flow, generation };
}
