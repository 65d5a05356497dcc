// Failure: every way a request can fail, sorted into the few kinds that decide what happens next.
import { type TideError, isTideError } from '../base/core.ts';
import { kafkaError } from './errors.ts';
import type { KafkaLibrary } from './library.ts';

export type FailureKind = 'network' | 'timeout' | 'auth' | 'tls' | 'denied' | 'transient' | 'refused' | 'unsupported';

/** Internal to the room: becomes a TideError at the edge, where the cluster's name and the operation are known. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly kind: FailureKind;
  readonly kafkaCode: number;

  constructor(kind: FailureKind, sentence: string, kafkaCode = 0, cause?: unknown) {
    super(sentence, cause === undefined ? undefined : { cause });
    this.kind = kind;
    this.kafkaCode = kafkaCode;
  }
}

/** TOPIC_, GROUP_, CLUSTER_, TRANSACTIONAL_ID_ and DELEGATION_TOKEN_AUTHORIZATION_FAILED. */
const DENIED: ReadonlySet<number> = new Set([29, 30, 31, 53, 65]);

/**
 * Codes that heal by a new look at the metadata or by waiting (org.apache.kafka.common.protocol.Errors, RetriableException),
 * without those that depend on what the caller knows (UNKNOWN_TOPIC_OR_PARTITION: the topic may just not exist).
 */
const TRANSIENT: ReadonlySet<number> = new Set([
  5, 6, 7, 9, 13, 14, 15, 16, 19, 20, 41, 51, 56, 72, 74, 75, 78, 88, 89,
]);

const UNSUPPORTED_VERSION = 35;

/** Kafka's own name of an error code; the library knows 0-127 only and throws on others. */
export function nameOfCode(library: KafkaLibrary, code: number): string {
  if (code === 129) return 'REBOOTSTRAP_REQUIRED';
  return (library.protocolErrorsCodesById as Readonly<Record<number, string>>)[code] ?? 'an error without a name here';
}

/** A failure from an error code in a response. `where` names the topic, partition, group or broker. */
export function failureOfCode(library: KafkaLibrary, code: number, where: string, message?: string | null): Failure {
  const detail = message === undefined || message === null || message === '' ? '' : `: ${message}`;
  const sentence = `${where}: Kafka error ${code} ${nameOfCode(library, code)}${detail}`;
  if (DENIED.has(code)) return new Failure('denied', sentence, code);
  if (TRANSIENT.has(code)) return new Failure('transient', sentence, code);
  if (code === UNSUPPORTED_VERSION) return new Failure('unsupported', sentence, code);
  return new Failure('refused', sentence, code);
}

/** Node's codes of certificates and handshakes that were not accepted. */
const TLS_CODE = /^(ERR_TLS|ERR_SSL|ERR_OSSL|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|EPROTO)/;

/** Sorts whatever the library or a socket threw. `where` is the broker's address. */
export function failureOf(error: unknown, where: string): Failure {
  if (error instanceof Failure) return error;
  const chain = causes(error);
  const words = chain.map((one) => one.message).filter((one) => one.length > 0);
  const sentence = `${where}: ${[...new Set(words)].join(' <- ') || String(error)}`;
  const codes = chain.map((one) => one.code ?? '');
  if (codes.includes('PLT_KFK_AUTHENTICATION')) return new Failure('auth', sentence, 58, error);
  if (codes.some((code) => TLS_CODE.test(code)) || /requires TLS|TLS handshake/.test(sentence)) {
    return new Failure('tls', sentence, 0, error);
  }
  if (/timed out/i.test(sentence)) return new Failure('timeout', sentence, 0, error);
  if (error instanceof TypeError || codes.includes('PLT_KFK_USER')) return new Failure('refused', sentence, 0, error);
  return new Failure('network', sentence, 0, error);
}

interface Cause {
  readonly message: string;
  readonly code: string | undefined;
}

function causes(error: unknown): readonly Cause[] {
  const found: Cause[] = [];
  const open: unknown[] = [error];
  while (open.length > 0 && found.length < 12) {
    const next = open.shift();
    if (!(next instanceof Error)) continue;
    const coded = next as Error & { code?: unknown; errors?: unknown };
    found.push({ message: next.message, code: typeof coded.code === 'string' ? coded.code : undefined });
    if (Array.isArray(coded.errors)) open.push(...(coded.errors as unknown[]));
    open.push(next.cause);
  }
  return found;
}

const CODE_OF_KIND = {
  network: 'TIDE_KAFKA_UNREACHABLE',
  timeout: 'TIDE_KAFKA_TIMEOUT',
  auth: 'TIDE_KAFKA_AUTH',
  tls: 'TIDE_KAFKA_AUTH',
  denied: 'TIDE_KAFKA_DENIED',
  transient: 'TIDE_KAFKA_TIMEOUT',
  refused: 'TIDE_KAFKA_REQUEST',
  unsupported: 'TIDE_KAFKA_UNSUPPORTED',
} as const;

/** The error the rest of the product sees. */
export function tideErrorOf(
  error: unknown,
  about: { readonly cluster: string; readonly operation: string; readonly addresses: string; readonly boundMs: number },
): TideError {
  if (isTideError(error)) return error;
  const failure = failureOf(error, about.operation);
  const kafkaCode = failure.kafkaCode === 0 ? undefined : failure.kafkaCode;
  return kafkaError(CODE_OF_KIND[failure.kind], { ...about, kafkaCode, detail: failure.message }, failure);
}
