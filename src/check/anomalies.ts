// The list of anomaly classes, in the order in which reports show them. One file each in anomalies/.
import { abortedVisible } from './anomalies/aborted-visible.ts';
import { ackedNotWritten } from './anomalies/acked-not-written.ts';
import { ambiguous } from './anomalies/ambiguous.ts';
import type { Anomaly } from './anomalies/anomaly.ts';
import { commitEpochAhead } from './anomalies/commit-epoch-ahead.ts';
import { commitRegression } from './anomalies/commit-regression.ts';
import { corrupt } from './anomalies/corrupt.ts';
import { diverged } from './anomalies/diverged.ts';
import { dualProcessing } from './anomalies/dual-processing.ts';
import { dualWrite } from './anomalies/dual-write.ts';
import { dupFailback } from './anomalies/dup-failback.ts';
import { dupLink } from './anomalies/dup-link.ts';
import { dupLoop } from './anomalies/dup-loop.ts';
import { dupRecovered } from './anomalies/dup-recovered.ts';
import { dupReplay } from './anomalies/dup-replay.ts';
import { dupRetry } from './anomalies/dup-retry.ts';
import { dupSwitch } from './anomalies/dup-switch.ts';
import { lostHole } from './anomalies/lost-hole.ts';
import { lostInCluster } from './anomalies/lost-in-cluster.ts';
import { lostOverwritten } from './anomalies/lost-overwritten.ts';
import { lostTail } from './anomalies/lost-tail.ts';
import { phantom } from './anomalies/phantom.ts';
import { redeliveredCommitted } from './anomalies/redelivered-committed.ts';
import { redeliveredUncommitted } from './anomalies/redelivered-uncommitted.ts';
import { reorderRecovered } from './anomalies/reorder-recovered.ts';
import { reorderSwitch } from './anomalies/reorder-switch.ts';
import { reorder } from './anomalies/reorder.ts';
import { rewound } from './anomalies/rewound.ts';
import { skipped } from './anomalies/skipped.ts';
import { stuck } from './anomalies/stuck.ts';
import { tornTxn } from './anomalies/torn-txn.ts';
import { translationBad } from './anomalies/translation-bad.ts';
import { txnHanging } from './anomalies/txn-hanging.ts';

export const ANOMALIES: readonly Anomaly[] = [
  lostTail,
  lostHole,
  lostInCluster,
  lostOverwritten,
  ackedNotWritten,
  phantom,
  corrupt,
  dupRetry,
  dupLink,
  dupLoop,
  dupReplay,
  dupFailback,
  dupRecovered,
  dupSwitch,
  reorder,
  reorderSwitch,
  reorderRecovered,
  diverged,
  translationBad,
  skipped,
  redeliveredUncommitted,
  redeliveredCommitted,
  rewound,
  commitRegression,
  commitEpochAhead,
  dualWrite,
  dualProcessing,
  abortedVisible,
  tornTxn,
  txnHanging,
  stuck,
  ambiguous,
];
