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
  TIDE_WIRE_NULL: {
    exit: 'INTERNAL',
    retriable: false,
    what: (f) => `A Kafka message holds null where its ${f['part']} must be (at byte ${f['offset']}).`,
    why: () => 'The message is damaged, or its version is not the one its header names.',
    next: () => 'Report the API key and version together with the broker version.',
  },
  TIDE_WIRE_LEFTOVER: {
    exit: 'INTERNAL',
    retriable: false,
    what: (f) => `A Kafka message of ${f['length']} bytes goes on for ${f['left']} bytes behind its last field.`,
    why: () => 'The message is damaged, or its version is not the one its header names.',
    next: () => 'Report the API key and version together with the broker version.',
  },
  TIDE_WIRE_VERSION: {
    exit: 'INTERNAL',
    retriable: false,
    what: (f) => `Version ${f['version']} of ${f['api']} is not spoken here; ${f['lowest']} to ${f['highest']} are.`,
    why: () => 'The version was not negotiated with the broker, or the answer was read for another request.',
    next: () => 'Report this message: it is an error of this program.',
  },
  TIDE_WIRE_INTEGER: {
    exit: 'INTERNAL',
    retriable: false,
    what: (f) => `${f['value']} cannot be written as a 64-bit integer.`,
    why: () => 'It is no integer, or so large that it would be rounded.',
    next: () => 'Report this message: it is an error of this program.',
  },
  TIDE_WIRE_UUID: {
    exit: 'INTERNAL',
    retriable: false,
    what: (f) => `"${f['text']}" is no topic id.`,
    why: () => 'A topic id is written as 8-4-4-4-12 hexadecimal digits.',
    next: () => 'Report this message: it is an error of this program.',
  },
  TIDE_WIRE_REPEATED_PARTITION: {
    exit: 'INTERNAL',
    retriable: false,
    what: (f) => `A Produce request names partition ${f['topic']}-${f['partition']} twice.`,
    why: () => 'A broker would append only the last of the two batches and acknowledge it for both.',
    next: () => 'Nothing was sent. Report this message: it is an error of this program.',
  },
} as const satisfies ErrorTable;

export const wireError = errorsOf(WIRE_ERRORS);
