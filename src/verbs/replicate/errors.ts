// Errors of the replicate verbs: what was asked for cannot be found, is running already, or is not safe to do.
import { errorsOf } from '../../base/core.ts';
import type { ErrorTable } from '../../base/core.ts';

export const REPLICATE_ERRORS = {
  TIDE_REPLICATE_NO_FLOW: {
    exit: 'USAGE',
    retriable: false,
    what: (f) => `It is not clear which flow is meant${f.flow === undefined ? '' : ` by ${f.flow}`}.`,
    why: (f) => String(f.detail),
    next: (f) => `${f.next}`,
  },
  TIDE_REPLICATE_NOT_LINK: {
    exit: 'USAGE',
    retriable: false,
    what: (f) => `The flow ${f.flow} is not replicated by the link.`,
    why: (f) => `Its mechanism is ${f.mechanism}, which runs by itself; these verbs run Tideover's own link.`,
    next: (f) => `Set mechanism: link for the flow ${f.flow} in ${f.file}, or name another flow with --flow.`,
  },
  TIDE_REPLICATE_NO_CLUSTER: {
    exit: 'USAGE',
    retriable: false,
    what: (f) => `The ${f.side} cluster of the flow ${f.flow} is not known.`,
    why: (f) => String(f.detail),
    next: (f) => `Name it with --${f.side}-bootstrap host:port, or give a deployment with -f tideover.yaml.`,
  },
  TIDE_REPLICATE_SECRET_IN_FLAG: {
    exit: 'USAGE',
    retriable: false,
    what: (f) => `The flag --${f.side}-property holds a secret (${f.property}).`,
    why: () =>
      'Every user of this machine can read the command line of a process, and shells keep it in their history.',
    next: (f) =>
      `Put it into the file of --${f.side}-config, or write a reference: --${f.side}-property '${f.property}=...\${env:NAME}...'`,
  },
  TIDE_REPLICATE_OPTION: {
    exit: 'CONFIG',
    retriable: false,
    what: (f) => `The property ${f.property} of the flow ${f.flow} cannot be used.`,
    why: (f) => String(f.detail),
    next: (f) => String(f.next),
  },
  TIDE_REPLICATE_NOT_EXECUTED: {
    exit: 'USAGE',
    retriable: false,
    what: (f) => `${f.verb} was not executed: the plan above is all that was done.`,
    why: () => 'Whatever changes a cluster needs --execute. Nothing was changed and nothing runs.',
    next: (f) => `When the plan is right: ${f.command} --execute`,
  },
  TIDE_REPLICATE_RUNNING: {
    exit: 'BUSY',
    retriable: true,
    what: (f) => `The link ${f.flow} runs already, as process ${f.pid}.`,
    why: (f) => `${f.detail} Its state file is ${f.stateFile}.`,
    next: (f) => String(f.next),
  },
  TIDE_REPLICATE_NOT_RUNNING: {
    exit: 'UNKNOWN',
    retriable: true,
    what: (f) => `No link ${f.flow} is known to run.`,
    why: (f) => `There is no state file ${f.stateFile}: it was not started from here, or it ended in peace.`,
    next: (f) =>
      `Start it: tideover replicate start ${f.selection} --execute. It may run on another machine: ask there.`,
  },
  TIDE_REPLICATE_SOURCE_SILENT: {
    exit: 'UNREACHABLE',
    retriable: true,
    what: (f) =>
      `The source ${f.source} does not answer, so ${f.target} cannot be promoted without loss. Nothing was changed.`,
    why: (f) => String(f.detail),
    next: (f) =>
      `If ${f.source} is lost and fenced, accept what is missing: tideover replicate promote ${f.selection} --without-source --execute`,
  },
  TIDE_REPLICATE_BEHIND: {
    exit: 'FAIL',
    retriable: true,
    what: (f) =>
      `${f.target} lacks ${f.records} offsets of ${f.source} in ${f.partitions} partitions. It was not promoted.`,
    why: (f) => String(f.detail),
    next: (f) => String(f.next),
  },
  TIDE_REPLICATE_STILL_WRITTEN: {
    exit: 'FAIL',
    retriable: true,
    what: (f) => `Applications still write at ${f.source}: ${f.detail}. Nothing was changed; the link goes on.`,
    why: () => 'Every record that they write after the link has stopped would be missing at the target.',
    next: () => 'Stop or redirect the writers (take their WRITE right away to be sure), then promote again.',
  },
  TIDE_REPLICATE_NOT_STOPPED: {
    exit: 'FAIL',
    retriable: true,
    what: (f) => `It is not proven that the link ${f.flow} has stopped. Nothing was changed at the target.`,
    why: (f) => String(f.detail),
    next: (f) => `End process ${f.pid} on the machine where it runs, then promote again.`,
  },
  TIDE_REPLICATE_REFUSED: {
    exit: 'FAIL',
    retriable: true,
    what: (f) => `${f.target} refused ${f.count} changes.`,
    why: (f) => String(f.detail),
    next: (f) => String(f.next),
  },
  TIDE_REPLICATE_NO_TOPICS: {
    exit: 'CONFIG',
    retriable: false,
    what: (f) => `The flow ${f.flow} selects no topic of ${f.source}.`,
    why: (f) => `None of its topics matches ${f.patterns}; expressions must match the whole name.`,
    next: () => 'Compare with kafka-topics.sh --list, then correct --topics or the flow in tideover.yaml.',
  },
  TIDE_REPLICATE_CHECKPOINT: {
    exit: 'USAGE',
    retriable: false,
    what: (f) => `The comparison cannot go on from ${f.file}.`,
    why: (f) => String(f.detail),
    next: () => 'Leave --resume out to compare from the beginning.',
  },
  TIDE_REPLICATE_PROMOTED: {
    exit: 'FAIL',
    retriable: false,
    what: (f) =>
      `${f.target} was promoted; generation ${f.generation} of the link ${f.flow} must not write there any more.`,
    why: (f) => `${f.file} says so. The promoted site has its own writers, and going on would mix two histories.`,
    next: (f) =>
      `For the way back: tideover replicate reverse ${f.selection}. If nobody wrote to ${f.target} since, a start with --generation ${Number(f.generation) + 1} replicates again as before.`,
  },
  TIDE_REPLICATE_NO_CUT: {
    exit: 'UNKNOWN',
    retriable: false,
    what: (f) => `The point where the histories of ${f.source} and ${f.target} part is not known here.`,
    why: (f) => `There is no ${f.file}: ${f.target} was not promoted with these verbs from this folder.`,
    next: (f) =>
      `Promote first (tideover replicate promote ${f.selection}), or name the folder of that promotion with --state-dir.`,
  },
  TIDE_REPLICATE_NOT_REMEMBERED: {
    exit: 'USAGE',
    retriable: false,
    what: (f) => `The link ${f.flow} remembers no topic ${f.topic}.`,
    why: (f) => `Topics in ${f.file}: ${f.known}.`,
    next: (f) => `See what it carries: tideover replicate plan ${f.selection}`,
  },
} as const satisfies ErrorTable;

export const replicateError = errorsOf(REPLICATE_ERRORS);
