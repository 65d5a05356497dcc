// Tests of .properties syntax against the rules of java.util.Properties.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseProperties } from './properties.ts';

const parse = (text: string): Record<string, string> => ({ ...parseProperties(text, 'client.properties') });

test('separators are =, : and white space, and white space around them is dropped', () => {
  assert.deepEqual(parse('a=1\nb:2\nc 3\nd = 4\n e\t:\t5\nf'), { a: '1', b: '2', c: '3', d: '4', e: '5', f: '' });
});

test('only the first separator counts, and trailing white space belongs to the value', () => {
  assert.deepEqual(parse('a==1\nb=c=d\ne=f '), { a: '=1', b: 'c=d', e: 'f ' });
});

test('comments start with # or ! and are never continued', () => {
  assert.deepEqual(parse('# a=1\\\nb=2\n  ! c=3\n\nd=4'), { b: '2', d: '4' });
});

test('a line that ends in an odd number of backslashes goes on, without the leading white space of the next', () => {
  assert.deepEqual(parse('a=1,\\\n   2,\\\n   3\nb=x\\\\\nc=y'), { a: '1,2,3', b: 'x\\', c: 'y' });
});

test('escapes are those of Java, and an unknown one is the character itself', () => {
  assert.deepEqual(parse('a\\ b=\\t\\n\\q\nc\\=d\\:e=\\u00e9\\\\'), { 'a b': '\t\nq', 'c=d:e': 'é\\' });
});

test('a malformed unicode escape names file and line', () => {
  assert.throws(() => parse('a=1\nb=\\u12'), {
    code: 'TIDE_CONFIG_PROPERTIES_INVALID',
    message: 'client.properties:2: malformed \\uxxxx escape.',
  });
});

test('a JAAS line over several lines arrives in one piece', () => {
  const text =
    'sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required \\\n  username="a" \\\n  password="b=c";\r\nx=1\r\n';

  assert.equal(
    parse(text)['sasl.jaas.config'],
    'org.apache.kafka.common.security.plain.PlainLoginModule required username="a" password="b=c";',
  );
  assert.equal(parse(text)['x'], '1');
});

test('what java.util.Properties.store would write is read back', () => {
  const escape = (text: string): string =>
    text
      .replace(/[\\ =:#!]/g, '\\$&')
      .replace(/\t/g, '\\t')
      .replace(/\n/g, '\\n')
      .replace(/\r/g, '\\r')
      .replace(/\f/g, '\\f');
  fc.assert(
    fc.property(fc.dictionary(fc.string({ minLength: 1 }), fc.string({ unit: 'binary' })), (map) => {
      const text = Object.entries(map)
        .map(([key, value]) => `${escape(key)}=${escape(value)}`)
        .join('\n');
      assert.deepEqual(parse(text), { ...map });
    }),
  );
});
