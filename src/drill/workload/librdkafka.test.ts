// Tests that the Python client stamps records byte for byte as src/check/stamp.ts does.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { siblingFile } from '../../base/index.ts';
import { stampValue } from '../../check/core.ts';
import { detectLibrdkafka } from './librdkafka.ts';

const found = await detectLibrdkafka();
const skip = 'python' in found ? false : found.missing;

test('the Python client stamps the same bytes', { skip }, () => {
  const cases = [
    [0, 0, 0, 128],
    [7, 123_456, 3_105_404.883, 1024],
    [23, 99, 12.5, 1021],
    [1, 2, 3.25, 10],
  ] as const;
  const folder = dirname(siblingFile(import.meta.url, './librdkafka_client.py'));
  const script = `import json, sys; sys.path.insert(0, ${JSON.stringify(folder)}); sys.dont_write_bytecode = True
from librdkafka_client import stamp_value
print(json.dumps([[d, v.hex()] for v, d in (stamp_value("run-1", "librdkafka-1", p, s, t, b) for p, s, t, b in ${JSON.stringify(cases)})]))`;
  const python = 'python' in found ? found.python : '';

  const theirs = JSON.parse(execFileSync(python, ['-c', script], { encoding: 'utf8' })) as [string, string][];

  const ours = cases.map(([partition, seq, t, bytes]) => {
    const { value, hash } = stampValue({ session: 'librdkafka-1', partition, seq }, 'run-1', t, bytes);
    return [hash, value.toString('hex')];
  });
  assert.deepEqual(theirs, ours);
});
