// Errors of the WAN emulator.
import { errorsOf } from '../../base/core.ts';
import type { ErrorTable } from '../../base/core.ts';

export const WAN_ERRORS = {
  TIDE_WAN_NO_LINK: {
    exit: 'CONFIG',
    retriable: false,
    what: (f) => `There is no WAN link between the sites ${f['first']} and ${f['second']}.`,
    why: (f) => `The topology declares these links: ${f['links']}.`,
    next: () => 'Name two sites that a link joins, or declare the link in the topology.',
  },
  TIDE_WAN_PORT: {
    exit: 'BUSY',
    retriable: true,
    what: (f) => `The WAN emulator cannot listen on ${f['address']}.`,
    why: (f) =>
      `The system answered ${f['cause']}; EADDRINUSE means that another program, or another lab, has this address and port.`,
    next: () =>
      'Run `tideover lab status` to see labs that are up; stop one, or start this one with another --port-base.',
  },
  TIDE_WAN_START: {
    exit: 'INTERNAL',
    retriable: true,
    what: (f) => `The WAN emulator did not answer on its control port ${f['address']} within ${f['withinMs']} ms.`,
    why: (f) => `Its process ${f['state']}. Its last words: ${f['words']}`,
    next: (f) => `Read ${f['log']}, then start the lab again.`,
  },
  TIDE_WAN_GONE: {
    exit: 'INTERNAL',
    retriable: false,
    what: (f) => `The WAN emulator on ${f['address']} did not carry out '${f['operation']}'.`,
    why: (f) => `${f['cause']}. Without it no site of the lab reaches another one.`,
    next: () => 'Read wan.stderr in the run directory; then stop the lab and start it again.',
  },
  TIDE_WAN_REQUEST: {
    exit: 'INTERNAL',
    retriable: false,
    what: (f) => `The WAN emulator refuses the request '${f['operation']}'.`,
    why: (f) => `${f['cause']}`,
    next: () => 'Correct the value; docs/wan.md lists every knob with its range.',
  },
} as const satisfies ErrorTable;

export const wanError = errorsOf(WAN_ERRORS);
