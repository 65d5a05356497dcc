// Codecs of single APIs: round trips of any message in every version, cut and garbled input, and bytes known from Kafka's grammar.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import test from 'node:test';
import fc from 'fast-check';
import { isTideError } from '../../base/core.ts';
import { apiOf, requestHeaderVersion, responseHeaderVersion } from '../api-keys.ts';
import { API_VERSIONS } from './api-versions.ts';
import type { Codec } from './codec.ts';
import { DELETE_RECORDS } from './delete-records.ts';
import { DESCRIBE_PRODUCERS } from './describe-producers.ts';
import { FETCH } from './fetch.ts';
import { CODECS } from './list.ts';
import { INIT_PRODUCER_ID } from './init-producer-id.ts';
import { LIST_OFFSETS } from './list-offsets.ts';
import { METADATA } from './metadata.ts';
import { OFFSET_FOR_LEADER_EPOCH } from './offset-for-leader-epoch.ts';
import { PRODUCE, type ProduceRequestBody } from './produce.ts';
import { ZERO_UUID } from './types.ts';
import { WRITE_TXN_MARKERS } from './write-txn-markers.ts';

const int8 = fc.integer({ min: -128, max: 127 });
const int16 = fc.integer({ min: -32_768, max: 32_767 });
const int32 = fc.oneof(fc.constantFrom(-1, 0, 2 ** 31 - 1, -(2 ** 31)), fc.integer());
const int64 = fc.oneof(fc.constantFrom(-1, 0, 2 ** 32, 2 ** 53 - 1, -(2 ** 53 - 1)), fc.maxSafeInteger());
const id64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const text = fc.string({ unit: 'grapheme', maxLength: 200 });
const uuid = fc.uuid();
const bytes = fc.uint8Array({ maxLength: 300 }).map((one) => Buffer.from(one));
const few = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(of, { maxLength: 3 });
const record = fc.record;
const nullable = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(of, { nil: null });
const pieces = nullable(few(bytes));
const leader = record({ leader: int32, epoch: int32 });
const nodes = nullable(few(record({ id: int32, host: text, port: int32, rack: nullable(text) })));

interface Sample {
  readonly request: fc.Arbitrary<unknown>;
  readonly response: fc.Arbitrary<unknown>;
}

/** What a message holds in a version: fields that it does not have are at their defaults, so that a round trip can be equal. */
type SampleOf = (version: number) => Sample;

const topicFields = (version: number, idsFrom: number) => ({
  topic: version < idsFrom ? text : fc.constant(''),
  topicId: version < idsFrom ? fc.constant(ZERO_UUID) : uuid,
});
const from = <T>(version: number, first: number, of: fc.Arbitrary<T>, otherwise: T): fc.Arbitrary<T> =>
  version >= first ? of : fc.constant(otherwise);
const byTopic = (version: number, idsFrom: number, partition: fc.Arbitrary<unknown>) =>
  few(record({ ...topicFields(version, idsFrom), partitions: few(partition) }));
const named = (partition: fc.Arbitrary<unknown>) => few(record({ topic: text, partitions: few(partition) }));

const SAMPLES: ReadonlyMap<Codec<unknown, unknown>, SampleOf> = new Map<Codec<unknown, unknown>, SampleOf>([
  [
    PRODUCE,
    (version) => ({
      request: record({
        transactionalId: nullable(text),
        acks: int16,
        timeoutMs: int32,
        topics: fc.uniqueArray(
          record({
            ...topicFields(version, 13),
            partitions: fc.uniqueArray(record({ partition: int32, records: pieces }), {
              maxLength: 4,
              selector: (one) => one.partition,
            }),
          }),
          { maxLength: 3, selector: (one) => one.topic + one.topicId },
        ),
      }),
      response: record({
        topics: byTopic(
          version,
          13,
          record({
            partition: int32,
            error: int16,
            baseOffset: int64,
            logAppendTime: int64,
            logStartOffset: int64,
            recordErrors: few(record({ index: int32, message: nullable(text) })),
            message: nullable(text),
            currentLeader: from(version, 10, nullable(leader), null),
          }),
        ),
        throttleMs: int32,
        nodes: from(version, 10, nodes, null),
      }),
    }),
  ],
  [
    FETCH,
    (version) => ({
      request: record({
        replicaId: version <= 14 ? int32 : fc.constant(-1),
        maxWaitMs: int32,
        minBytes: int32,
        maxBytes: int32,
        isolationLevel: int8,
        sessionId: int32,
        sessionEpoch: int32,
        topics: byTopic(
          version,
          13,
          record({
            partition: int32,
            currentLeaderEpoch: int32,
            fetchOffset: int64,
            lastFetchedEpoch: int32,
            logStartOffset: int64,
            maxBytes: int32,
            replicaDirectoryId: from(version, 17, nullable(uuid), null),
          }),
        ),
        forgotten: byTopic(version, 13, int32),
        rack: text,
        clusterId: nullable(text),
        replicaState: from(version, 15, nullable(record({ replicaId: int32, replicaEpoch: int64 })), null),
      }),
      response: record({
        throttleMs: int32,
        error: int16,
        sessionId: int32,
        topics: byTopic(
          version,
          13,
          record({
            partition: int32,
            error: int16,
            highWatermark: int64,
            lastStableOffset: int64,
            logStartOffset: int64,
            aborted: nullable(few(record({ producerId: id64, firstOffset: int64 }))),
            preferredReadReplica: int32,
            records: pieces,
            diverging: nullable(record({ epoch: int32, endOffset: int64 })),
            currentLeader: nullable(leader),
            snapshot: nullable(record({ endOffset: int64, epoch: int32 })),
          }),
        ),
        nodes: from(version, 16, nodes, null),
      }),
    }),
  ],
  [
    METADATA,
    () => ({
      request: record({
        topics: nullable(few(record({ topicId: uuid, topic: nullable(text) }))),
        allowAutoTopicCreation: fc.boolean(),
        includeTopicAuthorizedOperations: fc.boolean(),
      }),
      response: record({
        throttleMs: int32,
        brokers: few(record({ id: int32, host: text, port: int32, rack: nullable(text) })),
        clusterId: nullable(text),
        controllerId: int32,
        topics: few(
          record({
            error: int16,
            topic: nullable(text),
            topicId: uuid,
            internal: fc.boolean(),
            partitions: few(
              record({
                error: int16,
                partition: int32,
                leader: int32,
                leaderEpoch: int32,
                replicas: few(int32),
                isr: few(int32),
                offline: few(int32),
              }),
            ),
            authorizedOperations: int32,
          }),
        ),
      }),
    }),
  ],
  [
    LIST_OFFSETS,
    () => ({
      request: record({
        replicaId: int32,
        isolationLevel: int8,
        topics: named(record({ partition: int32, currentLeaderEpoch: int32, timestamp: int64 })),
      }),
      response: record({
        throttleMs: int32,
        topics: named(record({ partition: int32, error: int16, timestamp: int64, offset: int64, leaderEpoch: int32 })),
      }),
    }),
  ],
  [
    DESCRIBE_PRODUCERS,
    () => ({
      request: record({ topics: named(int32) }),
      response: record({
        throttleMs: int32,
        topics: named(
          record({
            partition: int32,
            error: int16,
            message: nullable(text),
            producers: few(
              record({
                producerId: id64,
                epoch: int32,
                lastSequence: int32,
                lastTimestamp: int64,
                coordinatorEpoch: int32,
                transactionStart: int64,
              }),
            ),
          }),
        ),
      }),
    }),
  ],
  [
    OFFSET_FOR_LEADER_EPOCH,
    () => ({
      request: record({
        replicaId: int32,
        topics: named(record({ partition: int32, currentLeaderEpoch: int32, leaderEpoch: int32 })),
      }),
      response: record({
        throttleMs: int32,
        topics: named(record({ error: int16, partition: int32, leaderEpoch: int32, endOffset: int64 })),
      }),
    }),
  ],
  [
    DELETE_RECORDS,
    () => ({
      request: record({ topics: named(record({ partition: int32, before: int64 })), timeoutMs: int32 }),
      response: record({
        throttleMs: int32,
        topics: named(record({ partition: int32, lowWatermark: int64, error: int16 })),
      }),
    }),
  ],
  [
    INIT_PRODUCER_ID,
    () => ({
      request: record({
        transactionalId: nullable(text),
        transactionTimeoutMs: int32,
        producerId: int64,
        producerEpoch: int16,
      }),
      response: record({ throttleMs: int32, error: int16, producerId: int64, producerEpoch: int16 }),
    }),
  ],
  [
    WRITE_TXN_MARKERS,
    (version) => ({
      request: record({
        markers: few(
          record({
            producerId: id64,
            producerEpoch: int16,
            commit: fc.boolean(),
            topics: named(int32),
            coordinatorEpoch: int32,
            transactionVersion: from(version, 2, int8, 0),
          }),
        ),
      }),
      response: record({
        markers: few(record({ producerId: id64, topics: named(record({ partition: int32, error: int16 })) })),
      }),
    }),
  ],
  [
    API_VERSIONS,
    () => ({
      request: record({ softwareName: text, softwareVersion: text }),
      response: record({
        error: int16.filter((code) => code !== 35),
        apis: few(record({ key: int16, lowest: int16, highest: int16 })),
        throttleMs: int32,
        supportedFeatures: nullable(few(record({ name: text, lowest: int16, highest: int16 }))),
        finalizedFeaturesEpoch: nullable(int64),
        finalizedFeatures: nullable(few(record({ name: text, highest: int16, lowest: int16 }))),
        zkMigrationReady: nullable(fc.boolean()),
      }),
    }),
  ],
]);

/** Every direction of every codec in every version. */
const DIRECTIONS = CODECS.flatMap((codec) => {
  const sample = SAMPLES.get(codec);
  assert.ok(sample !== undefined, `no sample for API key ${codec.key}`);
  const [lowest, highest] = codec.versions;
  return Array.from({ length: highest - lowest + 1 }, (_, index) => lowest + index).flatMap((version) => [
    {
      title: `${apiOf(codec.key)!.name} v${version} request`,
      any: sample(version).request,
      encode: (value: unknown) => Buffer.concat(codec.encodeRequest(value, version)),
      decode: (from: Buffer, at: number) => codec.decodeRequest(from, at, version),
    },
    {
      title: `${apiOf(codec.key)!.name} v${version} response`,
      any: sample(version).response,
      encode: (value: unknown) => Buffer.concat(codec.encodeResponse(value, version)),
      decode: (from: Buffer, at: number) => codec.decodeResponse(from, at, version),
    },
  ]);
});

/** Records as one list of bytes: they are written as pieces and read as one view. */
function joined(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, one: unknown) => {
      if (typeof one === 'bigint') return `${one}n`;
      if (key !== 'records' || one === null) return one;
      return Buffer.concat((one as { data?: number[] }[]).map((piece) => Buffer.from(piece.data ?? []))).toString(
        'hex',
      );
    }),
  );
}

for (const { title, any, encode, decode } of DIRECTIONS) {
  test(`${title}: any message reads back as itself, wherever it lies in its frame`, () => {
    fc.assert(
      fc.property(any, fc.nat(20), (value, at) => {
        const bytes = Buffer.concat([Buffer.alloc(at, 0xff), encode(value)]);
        assert.deepEqual(joined(decode(bytes, at)), joined(value));
      }),
    );
  });

  test(`${title}: a message cut anywhere, or with a byte more, is refused`, () => {
    fc.assert(
      fc.property(any, fc.nat(), (value, place) => {
        const bytes = encode(value);
        const cut = bytes.subarray(0, place % bytes.length);
        assert.throws(() => decode(cut, 0), wireProblem);
        assert.throws(() => decode(Buffer.concat([bytes, Buffer.alloc(1)]), 0), wireProblem);
      }),
    );
  });

  test(`${title}: garbled bytes give a message or an error of ours, nothing else`, () => {
    fc.assert(
      fc.property(any, few(fc.tuple(fc.nat(), fc.nat(255))), bytes, (value, changes, noise) => {
        const garbled = Buffer.from(encode(value));
        for (const [place, byte] of changes) garbled[place % garbled.length] = byte;
        for (const input of [garbled, noise]) {
          try {
            decode(input, 0);
          } catch (error) {
            assert.ok(wireProblem(error), String(error));
          }
        }
      }),
    );
  });
}

function wireProblem(error: unknown): boolean {
  return isTideError(error) && error.code.startsWith('TIDE_WIRE_');
}

test('every file of an API is in the list, and every codec is flexible in all its versions', () => {
  const apis = readdirSync(import.meta.dirname).filter((file) => {
    const name = file.replace('.ts', '').replaceAll('-', '');
    return CODECS.some((codec) => apiOf(codec.key)!.name.toLowerCase() === name);
  });
  assert.equal(apis.length, CODECS.length);
  for (const { key, versions } of CODECS) {
    assert.equal(requestHeaderVersion(key, versions[0]), 2);
    assert.equal(responseHeaderVersion(key, versions[0]), key === 18 ? 0 : 1);
    assert.ok(versions[1] <= apiOf(key)!.versions![1] && versions[0] >= apiOf(key)!.versions![0]);
  }
});

const TOPIC_ID = '00112233-4455-6677-8899-aabbccddeeff';
const produced = (partitions: readonly number[], topics = 1): ProduceRequestBody => ({
  transactionalId: null,
  acks: -1,
  timeoutMs: 1500,
  topics: Array.from({ length: topics }, () => ({
    topic: 'orders',
    topicId: TOPIC_ID,
    partitions: partitions.map((partition) => ({ partition, records: [Buffer.from('ab'), Buffer.from('c')] })),
  })),
});

test('a Produce request is byte for byte what the grammar says, with names up to v12 and ids from v13', () => {
  const hex = (version: number): string => Buffer.concat(PRODUCE.encodeRequest(produced([5]), version)).toString('hex');

  assert.equal(hex(12), '00ffff000005dc02076f7264657273020000000504616263000000');
  assert.equal(hex(13), '00ffff000005dc0200112233445566778899aabbccddeeff020000000504616263000000');
});

test('batches go through Produce and Fetch encoders as the very buffers that were handed in', () => {
  const body = produced([0, 1]);
  const parts = PRODUCE.encodeRequest(body, 13);
  const given = body.topics[0]!.partitions.flatMap((one) => one.records!);

  assert.deepEqual(
    parts.filter((part) => given.includes(part)),
    given,
  );
  for (const piece of given) assert.ok(parts.some((part) => part === piece));
});

test('records read from a frame are a view into it', () => {
  const frame = Buffer.concat(PRODUCE.encodeRequest(produced([0]), 13));
  const [view] = PRODUCE.decodeRequest(frame, 0, 13).topics[0]!.partitions[0]!.records!;

  frame.fill(0x7a);
  assert.equal(Buffer.from(view!).toString(), 'zzz');
  assert.equal(view!.buffer, frame.buffer);
});

test('the same partition twice in one Produce request is refused, also over two entries of its topic', () => {
  for (const version of [9, 13]) {
    for (const body of [produced([3, 4, 3]), produced([3], 2)]) {
      assert.throws(() => PRODUCE.encodeRequest(body, version), { code: 'TIDE_WIRE_REPEATED_PARTITION' });
    }
    assert.ok(PRODUCE.encodeRequest(produced([3, 4, 5]), version).length > 0);
  }
});

test('versions beside the range, and integers that would be rounded, are refused', () => {
  assert.throws(() => PRODUCE.encodeRequest(produced([0]), 8), { code: 'TIDE_WIRE_VERSION' });
  assert.throws(() => FETCH.decodeResponse(Buffer.alloc(20), 0, 18), { code: 'TIDE_WIRE_VERSION' });
  for (const before of [2 ** 53, 0.5, NaN]) {
    const body = { topics: [{ topic: 't', partitions: [{ partition: 0, before }] }], timeoutMs: 1 };
    assert.throws(() => DELETE_RECORDS.encodeRequest(body, 2), { code: 'TIDE_WIRE_INTEGER' });
  }
});

test('an ApiVersions request that a broker refuses is answered in version 0, and that is read', () => {
  const refusal = { error: 35, apis: [{ key: 18, lowest: 0, highest: 2 }], throttleMs: 0 };
  const none = {
    supportedFeatures: null,
    finalizedFeaturesEpoch: null,
    finalizedFeatures: null,
    zkMigrationReady: null,
  };
  const bytes = Buffer.concat(API_VERSIONS.encodeResponse({ ...refusal, ...none }, 4));

  assert.equal(bytes.toString('hex'), '002300000001001200000002');
  assert.deepEqual(API_VERSIONS.decodeResponse(bytes, 0, 4), { ...refusal, ...none });
  assert.throws(() => API_VERSIONS.decodeResponse(bytes.subarray(0, 9), 0, 4), wireProblem);
});

test('tagged fields that nobody here knows are skipped', () => {
  const bytes = Buffer.concat(DELETE_RECORDS.encodeResponse({ throttleMs: 7, topics: [] }, 2));
  const extended = Buffer.concat([bytes.subarray(0, -1), Buffer.from('02050301020363016a', 'hex')]);

  assert.deepEqual(DELETE_RECORDS.decodeResponse(extended, 0, 2), { throttleMs: 7, topics: [] });
});
