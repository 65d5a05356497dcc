// The pure door of mirrormaker2: its entry in the list, its configuration, and what its internal records say.
import type { MechanismEntry } from '../core.ts';

export { parseCheckpointKey, parseCheckpointValue } from './checkpoint.ts';
export type { CheckpointKey, CheckpointValue } from './checkpoint.ts';
export { emitConfig } from './config.ts';
export { judgeStatus } from './judge-status.ts';
export { positionOf } from '../position.ts';
export { CANARY_TOPIC, DEFAULT_TUNING, MIRRORMAKER2_JVM } from './tuning.ts';
export type { MirrorMakerSite, MirrorMakerTuning } from './tuning.ts';

export const MIRRORMAKER2: MechanismEntry = {
  id: 'mirrormaker2',
  title: 'Apache MirrorMaker 2, dedicated mode, same topic names',
  capabilities: ['group-positions', 'drain', 'live-exposure'],
  needs: [
    'a JVM beside the target brokers (heap 512 MB)',
    'rights to create topics and to write group offsets at the target',
  ],
  limits: [
    'Offsets differ between the clusters; positions of groups are translated and lie behind by records that are delivered again.',
    'It cannot be reversed: with equal topic names both directions at once copy records round and round.',
    'When the lost primary returns while it runs, it appends the old records behind the newer ones.',
    'It does not copy min.insync.replicas, quotas, users, and most ACLs.',
  ],
};
