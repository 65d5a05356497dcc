// The errors of the detect room.
import { type ErrorTable, errorsOf } from '../base/core.ts';

export const DETECT_ERRORS = {
  TIDE_DETECT_PORT: {
    exit: 'BUSY',
    retriable: true,
    what: (f) => `The ${f['service']} cannot listen on ${f['address']}.`,
    why: (f) => `${f['detail']}.`,
    next: () => 'Free the port (ss -ltnp shows who holds it) or choose another one.',
  },
  TIDE_DETECT_SPEC: {
    exit: 'USAGE',
    retriable: false,
    what: (f) => `The vantage process cannot use what it was given: ${f['detail']}.`,
    why: () => 'It takes one argument: its specification as JSON, or the path of a file with it.',
    next: () => 'Start it through startVantage, or see README.md of the detect room.',
  },
  TIDE_DETECT_LEASE_SILENT: {
    exit: 'UNREACHABLE',
    retriable: true,
    what: (f) => `The lease authority at ${f['address']} did not answer.`,
    why: (f) => `${f['detail']}; the bound was ${f['boundMs']} ms.`,
    next: () => 'Check that the witness runs and can be reached; without its answer nobody may open client listeners.',
  },
  TIDE_DETECT_LEASE_FILE: {
    exit: 'CONFIG',
    retriable: false,
    what: (f) => `The memory of the lease authority (${f['path']}) cannot be used.`,
    why: (f) => `${f['detail']}.`,
    next: () =>
      'Repair or restore the file; an authority that forgot who holds the lease must not be started on an empty one.',
  },
  TIDE_DETECT_NOT_IN_TIME: {
    exit: 'UNKNOWN',
    retriable: true,
    what: (f) => `${f['watched']} was not found to be ${f['wanted']} within ${f['boundMs']} ms.`,
    why: (f) => `The last judgement was: ${f['evidence']}.`,
    next: () => 'Look at the vantages named above: start the silent ones, or wait until all of them agree.',
  },
} as const satisfies ErrorTable;

export const detectError = errorsOf(DETECT_ERRORS);
