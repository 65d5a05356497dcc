// The stamp: what is written is read back, and no altered byte goes unnoticed.
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { MIN_RECORD_BYTES, javaSessionName, readJavaStamp, readStamp, stampValue } from './core.ts';

const names = fc.stringMatching(/^[a-z][a-z0-9-]{0,23}$/);
const ids = fc.record(
  { session: names, partition: fc.nat(10_000), seq: fc.nat(2 ** 31 - 1) },
  { noNullPrototype: true },
);
const times = fc.nat(2 ** 40).map((micro) => micro / 1000);

test('CHECK-5: a stamped record has the wanted size and reads back as the same id, time and hash', () => {
  fc.assert(
    fc.property(ids, names, times, fc.integer({ min: MIN_RECORD_BYTES, max: 3000 }), (id, run, intendedT, bytes) => {
      const { value, hash } = stampValue(id, run, intendedT, bytes);

      assert.equal(value.length, bytes);
      assert.deepEqual(readStamp(value), { run, id, intendedT, intact: true, hash });
    }),
  );
});

test('CHECK-5: a record smaller than its header is as long as its header and intact', () => {
  for (let bytes = 0; bytes < 120; bytes++) {
    const { value } = stampValue({ session: 's', partition: 0, seq: 0 }, 'run', 1, bytes);
    assert.equal(readStamp(value)?.intact, true, `${bytes} bytes wanted, ${value.length} written`);
    assert.ok(value.length >= bytes);
  }
});

test('CHECK-5: altering any byte, cutting or lengthening a record is noticed', () => {
  fc.assert(
    fc.property(
      ids,
      fc.integer({ min: 100, max: 400 }),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (id, bytes, at, change) => {
        const { value } = stampValue(id, 'run', 5, bytes);
        const altered = Buffer.from(value);
        const index = at % altered.length;
        altered[index] = altered[index]! ^ change;

        assert.notEqual(readStamp(altered)?.intact ?? false, true);
        assert.notEqual(readStamp(value.subarray(0, value.length - 1))?.intact ?? false, true);
        assert.notEqual(readStamp(Buffer.concat([value, Buffer.of(0)]))?.intact ?? false, true);
      },
    ),
  );
});

test('a value without a stamp reads as null', () => {
  for (const text of ['', 'hello', 'TIDE1 ', 'TIDE1 a b c d\n', '7.12'])
    assert.equal(readStamp(Buffer.from(text)), null);
});

test("the stock Java tool's values are read as session and seq", () => {
  assert.deepEqual(readJavaStamp('7.123'), { session: 'java-7', seq: 123 });
  assert.equal(javaSessionName(7), 'java-7');
  for (const text of ['7', '7.', '.7', '7.1.2', 'x.1', '7.1 ']) assert.equal(readJavaStamp(text), null);
});
