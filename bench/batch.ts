// Bench of the batch codec: MB/s of source batches and CPU-seconds per GB of stamping, coalescing, checking, decoding. `node bench/batch.ts [seconds a case]`
import {
  NO_PRODUCER,
  coalesceBatches,
  crcOk,
  decodeRecords,
  encodeBatch,
  nextOffsetOf,
  readBatchHeader,
  stampBatch,
  walkBatches,
} from '../src/wire/core.ts';
import type { BatchInBuffer, BatchStamp, WritableCodec } from '../src/wire/core.ts';

const SECONDS = Number(process.argv[2] ?? 1.5);
const STAMP: BatchStamp = { producerId: 0x4000_0000_0abc_0000n, producerEpoch: 0, baseSequence: 1 };
const CHUNK_BYTES = 262_144;

/** A fetched buffer of about `bytes`: batches of `perBatch` records of `recordBytes`, offsets from a million on. */
function fetched(bytes: number, perBatch: number, recordBytes: number, codec: WritableCodec = 'none'): Buffer {
  const value = Buffer.alloc(recordBytes);
  for (let index = 0; index < recordBytes; index++) value[index] = (index * index * 31 + (index >> 3)) & 255;
  const parts: Buffer[] = [];
  let offset = 1_000_000;
  for (let have = 0; have < bytes; ) {
    const records = Array.from({ length: perBatch }, (_, index) => ({
      offset: offset + index,
      timestamp: 1_700_000_000_000 + Math.floor((offset + index) / 7),
      key: null,
      value,
      headers: [],
    }));
    const batch = encodeBatch({ records, codec, stamp: NO_PRODUCER, baseOffset: offset });
    parts.push(batch);
    have += batch.length;
    offset += perBatch;
  }
  return Buffer.concat(parts);
}

/** Runs of batches of about CHUNK_BYTES, as the link groups them. */
function grouped(buffer: Buffer): BatchInBuffer[][] {
  const groups: BatchInBuffer[][] = [[]];
  let bytes = 0;
  for (const header of walkBatches(buffer)) {
    if (bytes + header.bytes > CHUNK_BYTES && bytes > 0) {
      groups.push([]);
      bytes = 0;
    }
    groups.at(-1)!.push({ buffer, header });
    bytes += header.bytes;
  }
  return groups;
}

function measure(name: string, bytes: number, batches: number, work: () => void): void {
  work();
  const begin = performance.now();
  const cpu = process.cpuUsage();
  let rounds = 0;
  while (performance.now() - begin < SECONDS * 1000) {
    work();
    rounds++;
  }
  const seconds = (performance.now() - begin) / 1000;
  const used = process.cpuUsage(cpu);
  const gigabytes = (bytes * rounds) / 1e9;
  const columns = [
    name.padEnd(44),
    `${((gigabytes * 1000) / seconds).toFixed(0).padStart(7)} MB/s`,
    `${((used.user + used.system) / 1e6 / gigabytes).toFixed(3).padStart(7)} CPU-s/GB`,
    `${((seconds * 1e6) / (batches * rounds)).toFixed(2).padStart(8)} us a batch`,
  ];
  process.stdout.write(`${columns.join('  ')}\n`);
}

const BYTES = 16_000_000;
const shapes = [
  { name: '16 records of 1 KB', perBatch: 16, recordBytes: 1000 },
  { name: 'one record of 1 KB', perBatch: 1, recordBytes: 1000 },
  { name: '160 records of 100 B', perBatch: 160, recordBytes: 100 },
];
for (const { name, perBatch, recordBytes } of shapes) {
  const buffer = fetched(BYTES, perBatch, recordBytes);
  const headers = [...walkBatches(buffer)];
  const count = headers.length;
  measure(`walk, ${name}`, buffer.length, count, () => {
    for (const header of walkBatches(buffer)) nextOffsetOf(header);
  });
  measure(`check CRC, ${name}`, buffer.length, count, () => {
    for (const header of headers) if (!crcOk(buffer, header)) throw new Error('wrong CRC');
  });
  const groups = grouped(buffer);
  const room = Buffer.alloc(2 * CHUNK_BYTES);
  measure(`coalesce to 256 KB, new memory, ${name}`, buffer.length, count, () => {
    for (const group of groups) coalesceBatches(group, STAMP);
  });
  measure(`coalesce to 256 KB, same memory, ${name}`, buffer.length, count, () => {
    for (const group of groups) coalesceBatches(group, STAMP, room);
  });
  measure(`decode, ${name}`, buffer.length, count, () => {
    for (const header of headers) decodeRecords(buffer, header);
  });
  let sequence = 0;
  measure(`stamp, ${name}`, buffer.length, count, () => {
    for (const header of headers) stampBatch(buffer, header, { ...STAMP, baseSequence: sequence++ % 2 ** 31 });
  });
}
for (const codec of ['gzip', 'zstd'] as const) {
  const buffer = fetched(2_000_000, 256, 1000, codec);
  const headers = [...walkBatches(buffer)];
  let raw = 0;
  for (const header of headers) raw += header.count * 1000;
  measure(`decode ${codec}, 256 KB raw (MB of raw)`, raw, headers.length, () => {
    for (const header of headers) decodeRecords(buffer, header);
  });
}
const single = encodeBatch({
  records: [{ offset: 0, timestamp: 0, key: null, value: Buffer.alloc(900_000), headers: [] }],
  codec: 'none',
  stamp: NO_PRODUCER,
});
const alone = readBatchHeader(single, 0);
measure('stamp, one batch of 900 KB', single.length, 1, () => {
  stampBatch(single, alone, STAMP);
});
