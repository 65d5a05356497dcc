// Records of `<source>.checkpoints.internal`, read as Kafka's Checkpoint class writes them.
//
//   Key   => group STRING, topic STRING, partition INT32
//   Value => version INT16 (0), upstreamOffset INT64, offset INT64, metadata STRING
//   STRING = INT16 length + UTF-8, never null; big-endian; no envelope.

export interface CheckpointKey {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
}

export interface CheckpointValue {
  readonly upstreamOffset: number;
  /** Offset at the target; -1 when MirrorMaker had no translation. */
  readonly downstreamOffset: number;
}

/** Null when the bytes are no checkpoint key. */
export function parseCheckpointKey(bytes: Uint8Array): CheckpointKey | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const group = readString(view, 0);
  if (group === null) return null;
  const topic = readString(view, group.end);
  if (topic === null || topic.end + 4 !== view.byteLength) return null;
  return { group: group.text, topic: topic.text, partition: view.getInt32(topic.end) };
}

/** Null when the bytes are no checkpoint value of version 0 (a later version changes the layout: KAFKA-20659). */
export function parseCheckpointValue(bytes: Uint8Array): CheckpointValue | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.byteLength < 20 || view.getInt16(0) !== 0) return null;
  const upstreamOffset = Number(view.getBigInt64(2));
  const downstreamOffset = Number(view.getBigInt64(10));
  if (!Number.isSafeInteger(upstreamOffset) || !Number.isSafeInteger(downstreamOffset)) return null;
  return { upstreamOffset, downstreamOffset };
}

function readString(view: DataView, at: number): { readonly text: string; readonly end: number } | null {
  if (at + 2 > view.byteLength) return null;
  const length = view.getInt16(at);
  const end = at + 2 + length;
  if (length < 0 || end > view.byteLength) return null;
  const bytes = new Uint8Array(view.buffer, view.byteOffset + at + 2, length);
  return { text: new TextDecoder().decode(bytes), end };
}
