// One Metadata question over a bare socket: proof that a node serves and knows its fellows, without loading a Kafka client.
import { connect } from 'node:net';

/** Metadata v4: the lowest version that every supported broker answers. */
const METADATA_KEY = 3;
const METADATA_VERSION = 4;

export interface MetadataAnswer {
  readonly brokerIds: readonly number[];
  /** -1 when the node knows no active controller. */
  readonly controllerId: number;
}

/** Undefined when there is no whole answer within the bound. Plaintext listeners only. */
export function askMetadata(host: string, port: number, withinMs: number): Promise<MetadataAnswer | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    let received = Buffer.alloc(0);
    const done = (answer: MetadataAnswer | undefined): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(withinMs, () => done(undefined));
    socket.once('error', () => done(undefined));
    socket.once('close', () => done(undefined));
    socket.once('connect', () => socket.write(request()));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (received.length >= 4 && received.length >= 4 + received.readInt32BE(0)) done(parse(received));
    });
  });
}

/** RequestHeader v1 => api_key api_version correlation_id client_id; Metadata v4 => [topics] allow_auto_topic_creation. */
function request(): Buffer {
  const client = Buffer.from('tideover-lab');
  const body = Buffer.alloc(4 + 2 + 2 + 4 + 2 + client.length + 4 + 1);
  let at = body.writeInt32BE(body.length - 4, 0);
  at = body.writeInt16BE(METADATA_KEY, at);
  at = body.writeInt16BE(METADATA_VERSION, at);
  at = body.writeInt32BE(1, at);
  at = body.writeInt16BE(client.length, at);
  at += client.copy(body, at);
  body.writeInt32BE(0, at);
  return body;
}

/** After the size: Metadata v4 => correlation_id throttle_time_ms [node_id host port rack] cluster_id controller_id ... */
function parse(bytes: Buffer): MetadataAnswer | undefined {
  try {
    let at = 16;
    const skipString = (): void => {
      at += 2 + Math.max(0, bytes.readInt16BE(at));
    };
    const brokerIds: number[] = [];
    for (let count = bytes.readInt32BE(12); count > 0; count -= 1) {
      brokerIds.push(bytes.readInt32BE(at));
      at += 4;
      skipString();
      at += 4;
      skipString();
    }
    skipString();
    return { brokerIds, controllerId: bytes.readInt32BE(at) };
  } catch {
    return undefined;
  }
}
