// What an error of the public Node client means for a record: provably not written, or unknown. Pure.

interface ClientError {
  readonly message?: string;
  readonly code?: string;
  readonly apiId?: string;
  readonly errors?: readonly unknown[];
  readonly cause?: unknown;
  readonly produced?: { readonly offsets?: readonly { topic: string; partition: number; offset: bigint }[] };
}

/** Refused before anything of the request was appended, for all partitions of the topic alike. */
const NEVER_WRITTEN = new Set(['TOPIC_AUTHORIZATION_FAILED', 'CLUSTER_AUTHORIZATION_FAILED']);

function leaves(error: unknown, depth = 0): ClientError[] {
  if (typeof error !== 'object' || error === null || depth > 6) return [];
  const node = error as ClientError;
  const below = [...(node.errors ?? []), ...(node.cause === undefined ? [] : [node.cause])];
  return below.length === 0 ? [node] : below.flatMap((child) => leaves(child, depth + 1));
}

/** `fail` only when every attempt was answered with a refusal; any time-out or broken connection among them leaves it open. */
export function outcomeOfSendError(error: unknown): 'fail' | 'info' {
  const all = leaves(error);
  return all.length > 0 && all.every((leaf) => NEVER_WRITTEN.has(leaf.apiId ?? '')) ? 'fail' : 'info';
}

/** Base offsets of the brokers that did answer, when a send over several brokers failed in part. */
export function producedInPart(error: unknown): readonly { topic: string; partition: number; offset: bigint }[] {
  return (error as ClientError | null)?.produced?.offsets ?? [];
}

/** One line for the history: the error and its innermost causes. */
export function tellError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const inner = leaves(error).map((leaf) => leaf.apiId ?? leaf.message ?? leaf.code ?? '');
  const causes = [...new Set(inner)].filter((text) => text !== '' && text !== error.message).slice(0, 3);
  return [error.message, ...causes].join(' <- ').replaceAll(/\s+/g, ' ').slice(0, 300);
}

/** True when a broker answered with an error: the request was not executed. False for time-outs and broken connections. */
export function isRefusal(error: unknown): boolean {
  const all = leaves(error);
  return all.length > 0 && all.every((leaf) => leaf.apiId !== undefined);
}
