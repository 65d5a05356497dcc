// Errors of wire: bytes that are not what Kafka's protocol says.
import { errorsOf } from '../base/core.ts';
import type { ErrorTable } from '../base/core.ts';

export const WIRE_ERRORS = {
  TIDE_WIRE_FRAME_SIZE: {
    exit: 'INTERNAL',
    retriable: false,
    what: (f) => `A frame announces ${f['size']} bytes; allowed are ${f['least']} to ${f['most']}.`,
    why: (f) =>
      `The bytes at position ${f['position']} of the stream are no Kafka frame length: the peer speaks another protocol (TLS on a plaintext port is the usual case), or the stream lost its place.`,
    next: () => 'Check security.protocol on both ends of this connection.',
  },
  TIDE_WIRE_TRUNCATED: {
    exit: 'INTERNAL',
    retriable: false,
    what: (f) => `A Kafka message ends inside its ${f['part']}: ${f['need']} bytes needed, ${f['have']} there.`,
    why: () => 'The message was cut, or its version is not the one its header names.',
    next: () => 'Report the API key and version together with the broker version.',
  },
  TIDE_WIRE_VARINT: {
    exit: 'INTERNAL',
    retriable: false,
    what: (f) => `The unsigned varint at byte ${f['offset']} is longer than 32 bits.`,
    why: () => 'The message is damaged, or its version is not the one its header names.',
    next: () => 'Report the API key and version together with the broker version.',
  },
  TIDE_WIRE_LENGTH: {
    exit: 'INTERNAL',
    retriable: false,
    what: (f) => `The ${f['part']} announces ${f['length']} bytes, which is neither -1 (null) nor a length.`,
    why: () => 'The message is damaged, or it is no Kafka message.',
    next: () => 'Check security.protocol on both ends of this connection.',
  },
} as const satisfies ErrorTable;

export const wireError = errorsOf(WIRE_ERRORS);
