// Error rows of the runbook room.
import { type ErrorTable, errorsOf } from '../base/core.ts';

export const RUNBOOK_ERRORS = {
  TIDE_RUNBOOK_JOURNAL_BROKEN: {
    exit: 'INTERNAL',
    retriable: false,
    what: (f) => `Line ${f.line} of the journal ${f.path} is not what was written there.`,
    why: (f) => String(f.why),
    next: (f) =>
      `Nothing was changed. Keep the file as evidence, look at line ${f.line} and the line before it, and start a new run: each of its steps probes the live state first, so repeating finished work is harmless.`,
  },
  TIDE_RUNBOOK_JOURNAL_UNREADABLE: {
    exit: 'INTERNAL',
    retriable: true,
    what: (f) => `The journal ${f.path} cannot be ${f.doing}.`,
    why: (f) => `The file system answered: ${f.why}. Without a journal on disk no step is begun.`,
    next: (f) =>
      `Check the folder's rights and free space with: ls -la ${f.path}; df -h ${f.path}; then repeat the command.`,
  },
  TIDE_RUNBOOK_JOURNAL_EXISTS: {
    exit: 'USAGE',
    retriable: false,
    what: (f) => `The journal ${f.path} already holds a run.`,
    why: () => 'A journal belongs to one run; a second plan in the same file would make it worthless as evidence.',
    next: () => 'Resume that run, or name another journal file.',
  },
  TIDE_RUNBOOK_BUSY: {
    exit: 'BUSY',
    retriable: true,
    what: (f) => `Another process (pid ${f.pid}) is carrying out the run in ${f.path}.`,
    why: () => 'Two engines on one run would undo each other.',
    next: (f) =>
      `Watch it with: tail -f ${f.path}; if the process is gone, repeat the command: the lock of a dead process is taken over.`,
  },
  TIDE_RUNBOOK_PLAN_MOVED: {
    exit: 'USAGE',
    retriable: false,
    what: (f) => `The plan in the journal ${f.path} is not the plan that was asked for: ${f.difference}.`,
    why: () => 'A run is resumed with exactly the plan it was begun with.',
    next: () => 'Resume with the same options as the first time, or start a new run with a new journal file.',
  },
  TIDE_RUNBOOK_REFUSED: {
    exit: 'FAIL',
    retriable: false,
    what: (f) => `The step ${f.step} was refused: ${f.reason}`,
    why: () => 'Its precondition does not hold; nothing of this step was done.',
    next: (f) => `Settle the reason, then go on from here with: ${f.resume}`,
  },
  TIDE_RUNBOOK_STEP_FAILED: {
    exit: 'FAIL',
    retriable: true,
    what: (f) => `The step ${f.step} failed while it was to ${f.doing}: ${f.reason}`,
    why: (f) => `The steps before it stand (${f.done}); no later step was begun. The journal is ${f.journal}.`,
    next: (f) => `Settle the reason, then go on from here with: ${f.resume}`,
  },
  TIDE_RUNBOOK_STEP_TIMEOUT: {
    exit: 'FAIL',
    retriable: true,
    what: (f) => `The step ${f.step} did not ${f.doing} within ${f.timeoutMs} ms.`,
    why: (f) =>
      `Each step is bounded so that a silent cluster cannot hold the run. The steps before it stand (${f.done}). The journal is ${f.journal}.`,
    next: (f) => `Go on from here with: ${f.resume}; the step looks first whether it took effect after all.`,
  },
  TIDE_RUNBOOK_INTERRUPTED: {
    exit: 'INTERRUPTED',
    retriable: true,
    what: (f) => `The run was interrupted in the step ${f.step}.`,
    why: (f) =>
      `The steps before it stand (${f.done}); what ${f.step} did is found out by its probe. The journal is ${f.journal}.`,
    next: (f) => `Go on from here with: ${f.resume}`,
  },
} as const satisfies ErrorTable;

export const runbookError = errorsOf(RUNBOOK_ERRORS);
