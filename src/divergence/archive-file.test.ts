// Tests of archive files: hashes, the full disk, and keys.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { isTideError } from '../base/core.ts';
import { readArchiveFile, writeArchiveFile } from './archive-file.ts';
import type { TailFile } from './contract.ts';
import { loadKey } from './key.ts';

const folder = (): Promise<string> => mkdtemp(join(tmpdir(), 'tideover-archive-'));
const KEY = Buffer.alloc(32, 9);

async function contentOf(directory: string, file: TailFile, key: Buffer | null): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of readArchiveFile(directory, file, key)) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(isTideError(error), String(error));
  return error.code;
}

for (const key of [null, KEY])
  test(`a file has its name when it is whole, and says its hashes (${key === null ? 'plain' : 'sealed'})`, async () => {
    const directory = await folder();
    const content = Buffer.alloc(2_500_000, 4);
    const file = await writeArchiveFile(directory, 'orders-0.batches', key, async (out) => {
      for (let at = 0; at < content.length; at += 100_000) await out.write(content.subarray(at, at + 100_000));
      assert.deepEqual(await readdir(directory), ['orders-0.batches.part']);
    });

    const onDisk = await readFile(join(directory, file.name));
    assert.equal(file.bytes, onDisk.length);
    assert.equal(file.sha256, createHash('sha256').update(onDisk).digest('hex'));
    assert.equal(file.contentSha256, createHash('sha256').update(content).digest('hex'));
    assert.equal(key === null, file.sha256 === file.contentSha256);
    assert.deepEqual(await contentOf(directory, file, key), content);
  });

test('DIV-4 a file that is shorter, longer or altered is refused', async () => {
  const directory = await folder();
  const file = await writeArchiveFile(directory, 'a', null, (out) => out.write(Buffer.from('content')));
  for (const text of ['conten', 'content!', 'Content', '']) {
    await writeFile(join(directory, 'a'), text);
    assert.equal(await codeOf(contentOf(directory, file, null)), 'TIDE_DIVERGENCE_ARCHIVE');
  }
});

const FULL = '/dev/full';

test('DIV-5 a full disk is said, and leaves no file behind', {
  skip: existsSync(FULL) ? false : `${FULL} is not there`,
}, async () => {
  const directory = await folder();
  await symlink(FULL, join(directory, 'a.part'));

  const code = await codeOf(writeArchiveFile(directory, 'a', null, (out) => out.write(Buffer.alloc(2_000_000))));

  assert.equal(code, 'TIDE_DIVERGENCE_DISK');
  assert.deepEqual(await readdir(directory), []);
});

test('a key is read as raw bytes, hex or base64, and never shown', async () => {
  const directory = await folder();
  const path = join(directory, 'key');
  for (const content of [KEY, `${KEY.toString('hex')}\n`, KEY.toString('base64')]) {
    await writeFile(path, content);
    assert.deepEqual(await loadKey({ file: path }), KEY);
  }
  await writeFile(path, 'too short to be a key');
  const error = await loadKey({ file: path }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(isTideError(error) && error.code === 'TIDE_DIVERGENCE_KEY');
  assert.doesNotMatch(`${error.message} ${error.why} ${JSON.stringify(error.fields)}`, /too short/);
  assert.equal(await codeOf(loadKey({ environment: 'TIDEOVER_NO_SUCH_KEY' })), 'TIDE_DIVERGENCE_KEY');
});
