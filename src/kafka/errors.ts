// The errors of the kafka room: what a live cluster refused or did not answer, in Kafka's own words.
import { type ErrorFields, type ErrorTable, errorsOf } from '../base/core.ts';

const text = (fields: ErrorFields, name: string, otherwise = 'unknown'): string => String(fields[name] ?? otherwise);
const cluster = (fields: ErrorFields): string => `cluster ${text(fields, 'cluster')}`;

export const KAFKA_ERRORS = {
  TIDE_KAFKA_UNREACHABLE: {
    exit: 'UNREACHABLE',
    retriable: true,
    what: (f) => `The ${cluster(f)} cannot be reached (${text(f, 'operation')}).`,
    why: (f) => `No broker could be talked to: ${text(f, 'detail')}.`,
    next: (f) =>
      `Check that the brokers run, that ${text(f, 'addresses', 'their addresses')} can be reached from here, and that security.protocol matches the listener.`,
  },
  TIDE_KAFKA_TIMEOUT: {
    exit: 'UNREACHABLE',
    retriable: true,
    what: (f) => `The ${cluster(f)} did not answer in time (${text(f, 'operation')}).`,
    why: (f) => `${text(f, 'detail')}; the bound was ${text(f, 'boundMs')} ms.`,
    next: () =>
      'Look at the brokers named above; raise the request time-out (requestTimeoutMs) only when they are slow and healthy.',
  },
  TIDE_KAFKA_AUTH: {
    exit: 'CONFIG',
    retriable: false,
    what: (f) => `The ${cluster(f)} did not accept our identity or we did not accept its certificate.`,
    why: (f) => `${text(f, 'detail')}.`,
    next: () =>
      'Check security.protocol, sasl.mechanism, sasl.jaas.config and the ssl.* stores of this cluster in its client properties.',
  },
  TIDE_KAFKA_DENIED: {
    exit: 'CONFIG',
    retriable: false,
    what: (f) => `The ${cluster(f)} denied the request (${text(f, 'operation')}).`,
    why: (f) => `${text(f, 'detail')}.`,
    next: (f) =>
      `Grant the missing right to this principal with kafka-acls.sh --bootstrap-server ${text(f, 'addresses', 'HOST:PORT')} --add, then repeat.`,
  },
  TIDE_KAFKA_REQUEST: {
    exit: 'INTERNAL',
    retriable: false,
    what: (f) => `The ${cluster(f)} refused the request (${text(f, 'operation')}).`,
    why: (f) => `${text(f, 'detail')}.`,
    next: () =>
      'Read the error that Kafka gave above; the log of the broker says more. Nothing was retried that would fail again.',
  },
  TIDE_KAFKA_UNSUPPORTED: {
    exit: 'CONFIG',
    retriable: false,
    what: (f) => `The ${cluster(f)} does not support what is needed (${text(f, 'operation')}).`,
    why: (f) => `${text(f, 'detail')}.`,
    next: () => 'Use brokers of Apache Kafka 3.8 or later.',
  },
  TIDE_KAFKA_COMMIT_REFUSED: {
    exit: 'FAIL',
    retriable: false,
    what: (f) => `The ${cluster(f)} did not take positions of group ${text(f, 'group')}.`,
    why: (f) => `Refused: ${text(f, 'detail')}.`,
    next: (f) =>
      `Stop the members of the group (kafka-consumer-groups.sh --describe --members --group ${text(f, 'group')} shows them), then repeat; positions that were taken stay.`,
  },
  TIDE_KAFKA_CANARY: {
    exit: 'FAIL',
    retriable: true,
    what: (f) => `The canary did not get through every partition of ${cluster(f)} within ${text(f, 'boundMs')} ms.`,
    why: (f) => `${text(f, 'detail')}.`,
    next: () =>
      'These partitions do not take writes with acks=all: look at their leader and ISR with kafka-topics.sh --describe --under-min-isr-partitions.',
  },
  TIDE_KAFKA_ROUND_TRIP: {
    exit: 'FAIL',
    retriable: false,
    what: (f) => `A record written to ${text(f, 'partition')} of ${cluster(f)} was not read back.`,
    why: (f) => `${text(f, 'detail')}.`,
    next: () =>
      'An acknowledged offset that holds another record means that the log was changed below: keep the partition as it is and compare both sites before any failover.',
  },
  TIDE_KAFKA_PROPERTY: {
    exit: 'CONFIG',
    retriable: false,
    what: (f) => `The client property ${text(f, 'property')} of ${cluster(f)} cannot be used.`,
    why: (f) => `${text(f, 'detail')}.`,
    next: (f) => `${text(f, 'fix', 'Correct the property')}.`,
  },
  TIDE_KAFKA_JKS: {
    exit: 'CONFIG',
    retriable: false,
    what: (f) => `The store ${text(f, 'path')} (${text(f, 'property')}) of ${cluster(f)} is a JKS store.`,
    why: () => 'JKS is a private format of Java that only Java reads.',
    next: (f) =>
      `Convert it: keytool -importkeystore -srckeystore ${text(f, 'path')} -srcstoretype JKS -destkeystore ${text(f, 'path').replace(/\.jks$/i, '')}.p12 -deststoretype PKCS12 ; then name the new file and set the type to PKCS12.`,
  },
  TIDE_KAFKA_GSSAPI: {
    exit: 'CONFIG',
    retriable: false,
    what: (f) => `The ${cluster(f)} asks for SASL mechanism GSSAPI (Kerberos), which is not supported.`,
    why: (f) => `${text(f, 'detail')}.`,
    next: () =>
      'Open a listener with SCRAM-SHA-512, PLAIN, OAUTHBEARER or mutual TLS for this tool and name it in the properties.',
  },
} as const satisfies ErrorTable;

export const kafkaError = errorsOf(KAFKA_ERRORS);
