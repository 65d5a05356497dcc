// What can go wrong in the lab, one row each: what happened, why, and the next command.
import { errorsOf } from '../base/core.ts';
import type { ErrorFields, ErrorTable } from '../base/core.ts';

const lines = (fields: ErrorFields): string =>
  fields['lines'] === undefined || fields['lines'] === '' ? '' : `\n${String(fields['lines'])}`;

export const LAB_ERRORS = {
  TIDE_LAB_NOT_LINUX: {
    exit: 'CONFIG',
    retriable: false,
    what: (f) => `The lab does not run on ${f['platform']}.`,
    why: () => 'It needs the whole loopback network 127.0.0.0/8 and /proc, which only Linux gives without set-up.',
    next: () => 'Run it on Linux: a virtual machine, WSL 2, or a container.',
  },
  TIDE_LAB_NO_JAVA: {
    exit: 'CONFIG',
    retriable: false,
    what: (f) => `No Java was found (tried ${f['tried']}).`,
    why: () => 'Apache Kafka runs on a Java virtual machine, version 17 or newer.',
    next: () => 'Install one (Debian: apt install openjdk-17-jre-headless) or point JAVA_HOME to it.',
  },
  TIDE_LAB_OLD_JAVA: {
    exit: 'CONFIG',
    retriable: false,
    what: (f) => `${f['java']} is Java ${f['version']}.`,
    why: () => 'Brokers of Apache Kafka 4 need Java 17 or newer.',
    next: () => 'Install Java 17 or newer, or point JAVA_HOME to one that is already there.',
  },
  TIDE_LAB_NO_MAVEN: {
    exit: 'CONFIG',
    retriable: false,
    what: (f) => `Apache Kafka ${f['version']} is not in the cache (${f['cache']}), and mvn was not found to fetch it.`,
    why: () => 'The lab takes Kafka from KAFKA_HOME, then from its cache, then from Maven.',
    next: (f) => `Install Maven (Debian: apt install maven), or unpack Kafka ${f['version']} and set KAFKA_HOME to it.`,
  },
  TIDE_LAB_DOWNLOAD_FAILED: {
    exit: 'UNREACHABLE',
    retriable: true,
    what: (f) => `Maven could not fetch Apache Kafka ${f['version']}.${lines(f)}`,
    why: (f) => `mvn ended with ${f['status']}; its whole output is in ${f['log']}.`,
    next: (f) =>
      `Check the network or proxy settings of Maven and run again, or set KAFKA_HOME to Kafka ${f['version']}.`,
  },
  TIDE_LAB_KAFKA_HOME_INVALID: {
    exit: 'CONFIG',
    retriable: false,
    what: (f) => `KAFKA_HOME=${f['home']} cannot be used: ${f['problem']}.`,
    why: () => 'KAFKA_HOME must name an unpacked distribution of Apache Kafka with its jars in libs/.',
    next: (f) => `Set it to an unpacked Kafka ${f['version']}, or unset it to use the cache or Maven.`,
  },
  TIDE_LAB_VERSION_UNSUPPORTED: {
    exit: 'CONFIG',
    retriable: false,
    what: (f) => `Kafka version ${f['version']} is not one the lab knows.`,
    why: (f) => `Known versions: ${f['supported']}.`,
    next: (f) => `Use one of these, for example kafkaVersion: ${f['default']}.`,
  },
  TIDE_LAB_TOPOLOGY_INVALID: {
    exit: 'CONFIG',
    retriable: false,
    what: (f) => `The lab cannot build this topology: ${f['problem']}.`,
    why: () => 'A lab has at most 15 sites with at most 90 nodes each, and site names become part of host names.',
    next: () => 'Correct the topology of the scenario and run again.',
  },
  TIDE_LAB_LOW_MEMORY: {
    exit: 'CONFIG',
    retriable: true,
    what: (f) => `The lab needs about ${f['neededMb']} MB of memory and ${f['availableMb']} MB are available.`,
    why: (f) => `It would start ${f['nodes']} Kafka nodes with a heap of ${f['heapMb']} MB each.`,
    next: () => 'Stop other programs, or use fewer brokers in the topology.',
  },
  TIDE_LAB_LOW_DISK: {
    exit: 'CONFIG',
    retriable: true,
    what: (f) =>
      `The lab needs about ${f['neededMb']} MB of disk at ${f['folder']} and ${f['availableMb']} MB are free.`,
    why: (f) => `It keeps the logs of ${f['nodes']} Kafka nodes there until it is stopped.`,
    next: () => 'Free some space, or run from a folder on another disk.',
  },
  TIDE_LAB_RUN_DIR_NOT_EMPTY: {
    exit: 'CONFIG',
    retriable: false,
    what: (f) => `The run folder ${f['runDir']} is not empty.`,
    why: () => 'A lab never writes over the files of another run.',
    next: () => 'Name a folder that does not exist yet, or move the old one away.',
  },
  TIDE_LAB_PORT_IN_USE: {
    exit: 'BUSY',
    retriable: true,
    what: (f) => `Port ${f['port']} is in use on ${f['address']}, and on the other loopback addresses that were tried.`,
    why: (f) => `It is held by ${f['holder']}; a listener on 0.0.0.0 takes the port of every loopback address.`,
    next: (f) => `Stop that program, or choose other ports: --port-base ${f['suggestion']}.`,
  },
  TIDE_LAB_NO_SLOT: {
    exit: 'BUSY',
    retriable: true,
    what: () => 'No loopback network 127.x is free for another lab.',
    why: (f) => `${f['labs']} labs run on this machine.`,
    next: () => 'Stop one of them (tideover lab down) and run again.',
  },
  TIDE_LAB_BROKER_DIED: {
    exit: 'INTERNAL',
    retriable: false,
    what: (f) => `${f['name']} ended while it was starting (${f['status']}).${lines(f)}`,
    why: (f) => `Its whole log is in ${f['log']}; its configuration is ${f['config']}.`,
    next: () => 'Correct what the quoted lines name (often a broker property) and run again.',
  },
  TIDE_LAB_BROKER_SLOW: {
    exit: 'BUSY',
    retriable: true,
    what: (f) => `${f['name']} was not ready after ${f['seconds']} s: ${f['state']}.${lines(f)}`,
    why: (f) => `The machine may be too busy, or the quorum of its controllers incomplete. Its log is in ${f['log']}.`,
    next: () => 'Run again when the machine is calmer, or use fewer brokers.',
  },
  TIDE_LAB_FORMAT_FAILED: {
    exit: 'INTERNAL',
    retriable: false,
    what: (f) => `Kafka's storage tool did not format the template folder (${f['status']}).${lines(f)}`,
    why: (f) => `Its output is in ${f['log']}.`,
    next: () => 'Correct what the quoted lines name and run again.',
  },
  TIDE_LAB_SPAWN_FAILED: {
    exit: 'INTERNAL',
    retriable: false,
    what: (f) => `${f['name']} could not be started: ${f['reason']}.`,
    why: (f) => `The command was ${f['command']}.`,
    next: () => 'Check that the program exists and may be executed.',
  },
  TIDE_LAB_WARDEN_DIED: {
    exit: 'INTERNAL',
    retriable: true,
    what: (f) => `The lab's warden process ended (${f['status']}), and with it every process of the lab.`,
    why: () =>
      'The warden owns all processes, so that nothing outlives a lab; somebody killed it or the machine ran out of memory.',
    next: (f) => `Look into ${f['log']} and run again.`,
  },
  TIDE_LAB_INTERRUPTED: {
    exit: 'INTERRUPTED',
    retriable: true,
    what: () => 'The start of the lab was interrupted.',
    why: () => 'Everything that had been started is stopped again.',
    next: () => 'Run again when you like.',
  },
  TIDE_LAB_STOPPED: {
    exit: 'INTERNAL',
    retriable: false,
    what: (f) => `The lab is stopped and cannot ${f['wanted']}.`,
    why: () => 'Somebody stopped it while it was still in use.',
    next: () => 'Start a new one.',
  },
  TIDE_LAB_STOP_INCOMPLETE: {
    exit: 'INTERNAL',
    retriable: true,
    what: (f) => `After the stop of the lab something is still there: ${f['left']}.`,
    why: () => 'A process did not end even after SIGKILL, usually because it hangs in the kernel (disk).',
    next: () => 'Wait a moment and run: tideover lab down.',
  },
  TIDE_LAB_NO_NAME_VIEW: {
    exit: 'CONFIG',
    retriable: false,
    what: (f) => `${f['command']} cannot be given the host names of site ${f['site']} on this machine.`,
    why: (f) => `Neither way works here: user namespaces (unshare: ${f['unshare']}) nor nss_wrapper (${f['wrapper']}).`,
    next: () => 'Install libnss-wrapper, or allow user namespaces, or leave out the clients that are not Java or Node.',
  },
  TIDE_LAB_UNKNOWN_SITE: {
    exit: 'USAGE',
    retriable: false,
    what: (f) => `The lab has no ${f['kind']} ${f['name']}.`,
    why: (f) => `It has ${f['known']}.`,
    next: () => 'Use one of these names.',
  },
  TIDE_LAB_ALREADY_UP: {
    exit: 'BUSY',
    retriable: false,
    what: (f) => `A lab named ${f['name']} is already up.`,
    why: (f) => `Its host process is ${f['pid']}.`,
    next: (f) =>
      `Use it (tideover lab status ${f['name']}), stop it (tideover lab down ${f['name']}), or choose another name.`,
  },
  TIDE_LAB_NOT_UP: {
    exit: 'USAGE',
    retriable: false,
    what: (f) => `No lab named ${f['name']} is up.`,
    why: (f) => String(f['detail'] ?? 'There is no running host process for it.'),
    next: () => 'Start it: tideover lab up.',
  },
  TIDE_LAB_HOST_FAILED: {
    exit: 'INTERNAL',
    retriable: true,
    what: (f) => `The lab ${f['name']} did not come up.${lines(f)}`,
    why: (f) => `Its host process ended; the log is ${f['log']}.`,
    next: (f) => String(f['advice'] ?? 'Correct what the quoted lines name and run: tideover lab up.'),
  },
  TIDE_LAB_NO_LEASE: {
    exit: 'FAIL',
    retriable: true,
    what: (f) => `The site ${f.site} cannot be guarded by the lease: it does not hold it.`,
    why: () => 'A guard closes a site that holds no lease; armed now, it would throw out every client at once.',
    next: () => 'Let the failover finish (it moves the lease), then arm the guard.',
  },
} as const satisfies ErrorTable;

export const labError = errorsOf<typeof LAB_ERRORS>(LAB_ERRORS);
