// Tests of the sasl.jaas.config parser.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseJaas } from './jaas.ts';

test('a login module entry is parsed with quoted and bare values', () => {
  assert.deepEqual(parseJaas(`a.b.PlainLoginModule required\n username="u x" password='p;=q' flag=true ;`), {
    module: 'a.b.PlainLoginModule',
    options: { username: 'u x', password: 'p;=q', flag: 'true' },
  });
});

test('an entry without its end, flag or value is not one', () => {
  for (const text of [
    '',
    'a.b.M required x="y"',
    'a.b.M x="y";',
    'a.b.M required x=;',
    'a.b.M required x="y;',
    'a required = b;',
  ]) {
    assert.equal(parseJaas(text), undefined, text);
  }
});

test('any password survives quoting', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (password) => {
      const quoted = password.replace(/[\\"]/g, (one) => `\\${one}`);

      assert.equal(parseJaas(`m.PlainLoginModule required password="${quoted}";`)?.options['password'], password);
    }),
  );
});
