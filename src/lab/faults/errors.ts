// Errors of the faults: an effect or a healing that cannot be proven.
import { errorsOf } from '../../base/core.ts';
import type { ErrorTable } from '../../base/core.ts';

export const FAULT_ERRORS = {
  TIDE_FAULT_NO_PATH: {
    exit: 'CONFIG',
    retriable: false,
    what: (f) =>
      `The fault ${f['kind']} on ${f['where']} cannot be proven: no other site has a name for a broker there.`,
    why: () =>
      'Proof is a probe through the faulted path, from another site to a broker; a site without brokers or without a link offers none.',
    next: () => 'Aim the fault at a site with brokers, and declare a link between it and another site.',
  },
  TIDE_FAULT_DEAD_BEFORE: {
    exit: 'UNREACHABLE',
    retriable: true,
    what: (f) =>
      `The path that ${f['kind']} on ${f['where']} is to cut gave no answer already before the fault: ${f['probes']}.`,
    why: () => 'A fault on a dead path would prove nothing, and its T0 would be wrong.',
    next: () => 'Run `tideover lab status`; read the broker logs in the run directory; heal earlier faults first.',
  },
  TIDE_FAULT_NOT_EFFECTIVE: {
    exit: 'INTERNAL',
    retriable: true,
    what: (f) => `The fault ${f['kind']} on ${f['where']} was commanded and did not take effect: ${f['probes']}.`,
    why: (f) => `${f['cause']}`,
    next: () => 'Read wan.stderr and the broker logs in the run directory, then run the drill again.',
  },
  TIDE_FAULT_NOT_HEALED: {
    exit: 'INTERNAL',
    retriable: true,
    what: (f) =>
      `The fault ${f['kind']} on ${f['where']} was healed and its path still gives no answer after ${f['withinMs']} ms: ${f['probes']}.`,
    why: () => 'Brokers did not come back, or the WAN emulator did not open their addresses.',
    next: () => 'Read the broker logs and wan.stderr in the run directory.',
  },
  TIDE_FAULT_NO_BROKER: {
    exit: 'CONFIG',
    retriable: false,
    what: (f) => `Site ${f['site']} has no running broker ${f['id']} to crash.`,
    why: (f) => `Its brokers are ${f['brokers']}.`,
    next: () => 'Name one of these ids, `leader-of-most` or `controller`.',
  },
  TIDE_FAULT_NO_REPLICATION: {
    exit: 'CONFIG',
    retriable: false,
    what: () => 'The fault replication-stopped has nothing to stop.',
    why: () => 'No replication process is running in this drill.',
    next: () => 'Give the scenario a mechanism, or remove the fault from its timeline.',
  },
  TIDE_FAULT_NO_RESTART: {
    exit: 'INTERNAL',
    retriable: false,
    what: (f) => `The killed replication processes ${f['processes']} cannot be started again by the fault.`,
    why: () => 'Only the mechanism can start them, and this drill gave the fault no way to ask it.',
    next: () => 'Start the mechanism again from the drill.',
  },
} as const satisfies ErrorTable;

export const faultError = errorsOf(FAULT_ERRORS);
