// Error rows of the drill.
import { errorsOf } from '../base/core.ts';
import type { ErrorTable } from '../base/core.ts';

export const DRILL_ERRORS = {
  TIDE_DRILL_RUN_EXISTS: {
    exit: 'USAGE',
    retriable: false,
    what: (f) => `The run directory ${f['path']} exists already and is not empty.`,
    why: () => 'A run never writes over an earlier one: its history is evidence.',
    next: () => 'Choose another --runs-dir, or move the old run away.',
  },
  TIDE_DRILL_RUNS_DIR: {
    exit: 'USAGE',
    retriable: false,
    what: (f) => `The folder ${f['path']} for the run cannot be made.`,
    why: (f) => `The operating system says: ${f['reason']}`,
    next: () => 'Name a folder that you may write to with --runs-dir.',
  },
  TIDE_DRILL_WORKLOAD_SILENT: {
    exit: 'UNKNOWN',
    retriable: true,
    what: (f) =>
      `The workload did not get going within ${f['withinMs']} ms: ${f['clients']} had no acknowledged or delivered record.`,
    why: (f) => `Last words of the first silent client: ${f['words']}`,
    next: (f) => `Read the client's log under ${f['logs']}; on a busy machine lower the rate (--rate) and try again.`,
  },
  TIDE_DRILL_ACT_NOT_DONE: {
    exit: 'UNKNOWN',
    retriable: true,
    what: (f) => `The act ${f['act']} of the counted workload did not come to its count within ${f['withinMs']} ms.`,
    why: (f) => `Missing: ${f['missing']}.`,
    next: () => 'A figure that is not reached proves nothing; run the drill again, on a busy machine with --brokers 1.',
  },
  TIDE_DRILL_FAULT_WITHOUT_EFFECT: {
    exit: 'UNKNOWN',
    retriable: true,
    what: (f) => `The fault "${f['fault']}" was commanded but could not be proven effective: ${f['proof']}`,
    why: () => 'A drill whose fault did not take proves nothing, so it ends as unknown.',
    next: () => 'Run the drill again; if it happens twice, open an issue with the run directory.',
  },
  TIDE_DRILL_NOT_LOST: {
    exit: 'UNKNOWN',
    retriable: true,
    what: (f) =>
      `Site ${f['site']} was not assessed LOST within ${f['withinMs']} ms; the last assessment was ${f['state']}.`,
    why: (f) => `Evidence: ${f['evidence']}`,
    next: () => 'Read detect/*.jsonl in the run directory: which vantage still saw the site, or was silent itself.',
  },
  TIDE_DRILL_FINAL_READ: {
    exit: 'UNKNOWN',
    retriable: true,
    what: (f) => `The final read of site ${f['site']} did not reach the log ends within ${f['withinMs']} ms.`,
    why: (f) => `Its last words: ${f['words']}`,
    next: (f) => `Read ${f['log']}; without a final read there is no verdict.`,
  },
  TIDE_DRILL_RUN_MISSING: {
    exit: 'USAGE',
    retriable: false,
    what: (f) => `There is no drill run at ${f['path']}.`,
    why: () => 'A run directory holds run.json, facts.json, history/ and final/.',
    next: () => 'List runs with: ls runs/*/ ; or name the latest as runs/<scenario>/latest.',
  },
} as const satisfies ErrorTable;

export const drillError = errorsOf(DRILL_ERRORS);
