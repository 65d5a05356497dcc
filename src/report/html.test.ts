// Tests of html.ts: the result goes into the page whole, and no string of it can break out.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { siblingFile } from '../base/index.ts';
import { renderHtml, SHELL_MARKS } from './html.ts';
import { readShell } from './index.ts';
import type { DrillResult } from './result.ts';

const golden = JSON.parse(
  await readFile(siblingFile(import.meta.url, './goldens/region-loss.json'), 'utf8'),
) as DrillResult;
const BARE = `${SHELL_MARKS.title}|${SHELL_MARKS.text}|${SHELL_MARKS.result}`;

test('the prebuilt page is under 250 KB, has each mark once, and names no address', async () => {
  const shell = await readShell();

  assert.ok(shell.length < 250_000, `${shell.length} characters`);
  for (const mark of Object.values(SHELL_MARKS)) assert.equal(shell.split(mark).length, 2, mark);
  const addresses = [...shell.matchAll(/https?:\/\/[\w./-]+/g)].map(([address]) => address);
  assert.deepEqual(
    addresses.filter((address) => !address.startsWith('http://www.w3.org/')),
    [],
  );
});

test('whatever a string of the result holds, the data block ends where it should and reads back equal', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('</script><script>alert(1)</script>', '<!--', '\u2028\u2029', '$&$1', "]]>'"),
  );
  fc.assert(
    fc.property(hostile, (say) => {
      const result: DrillResult = { ...golden, gaps: [say] };

      const html = renderHtml(result, BARE);

      const block = /<script type="application\/json" id="result">(.*?)<\/script>/s.exec(
        html.split('|').slice(2).join('|'),
      );
      assert.ok(block !== null);
      assert.deepEqual(JSON.parse(block[1]!), JSON.parse(JSON.stringify(result)));
      assert.ok(!/[<\u2028\u2029]/.test(block[1]!));
    }),
  );
});

test('a compressed result reads back equal', () => {
  const html = renderHtml(golden, BARE, { gzip: (text) => gzipSync(text) });

  const block = /data-encoding="gzip-base64">([^<]*)</.exec(html);
  assert.deepEqual(JSON.parse(gunzipSync(Buffer.from(block![1]!, 'base64')).toString()), golden);
});

test('the title and the text for browsers without scripts are escaped', () => {
  const result: DrillResult = { ...golden, scenario: { ...golden.scenario, title: '<img src=x> & "co"' } };

  const html = renderHtml(result, BARE);

  assert.ok(!html.includes('<img'));
  assert.ok(html.includes('<title>PASS: &lt;img src=x&gt; &amp; &quot;co&quot;'));
});
