// Error table of the workload: what can go wrong before or outside the clients' own histories.
import { errorsOf, type ErrorTable } from '../../base/core.ts';

export const WORKLOAD_ERRORS = {
  TIDE_WORKLOAD_BAD_SPEC: {
    exit: 'INTERNAL',
    retriable: false,
    what: (f) => `The workload process cannot read its settings file ${f['file']}.`,
    why: (f) => `${f['reason']}`,
    next: () => 'Run the drill again; if it stays, report it with the run directory.',
  },
  TIDE_WORKLOAD_STORE_NOT_PEM: {
    exit: 'CONFIG',
    retriable: false,
    what: (f) =>
      `The workload's Node and librdkafka clients cannot read the trust store ${f['file']} of type ${f['type']}.`,
    why: () => 'They read certificates in PEM form only.',
    next: (f) =>
      `Convert it: keytool -exportcert -rfc -keystore ${f['file']} -alias <alias> > trust.pem, and set ssl.truststore.type=PEM.`,
  },
  TIDE_WORKLOAD_NO_CREDENTIALS: {
    exit: 'CONFIG',
    retriable: false,
    what: (f) => `The client properties name a SASL protocol, but sasl.jaas.config holds no ${f['option']}.`,
    why: () => 'PLAIN and SCRAM need username="..." and password="..." in sasl.jaas.config.',
    next: () => 'Complete sasl.jaas.config in the client properties.',
  },
  TIDE_WORKLOAD_NO_LIBRDKAFKA: {
    exit: 'CONFIG',
    retriable: false,
    what: () => 'The librdkafka client of the workload cannot run on this machine.',
    why: (f) => `${f['reason']}`,
    next: (f) => `${f['command']}`,
  },
  TIDE_WORKLOAD_INSTALL_FAILED: {
    exit: 'CONFIG',
    retriable: true,
    what: (f) => `confluent-kafka ${f['version']} could not be installed into ${f['folder']}.`,
    why: (f) => `${f['reason']}`,
    next: (f) => `Run it by hand to see more: ${f['command']}`,
  },
  TIDE_WORKLOAD_SECOND_OPINION_FAILED: {
    exit: 'UNKNOWN',
    retriable: true,
    what: (f) => `Kafka's console consumer did not finish reading topic ${f['topic']} at site ${f['site']}.`,
    why: (f) => `${f['reason']}`,
    next: (f) => `Look at ${f['log']}.`,
  },
} as const satisfies ErrorTable;

export const workloadError = errorsOf(WORKLOAD_ERRORS);
