// A broker that dies at its start, and other things in the way: one clear error each, nothing left running.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { isTideError } from '../../src/base/core.ts';
import type { TideError } from '../../src/base/core.ts';
import { entries } from '../../src/lab/warden/register.ts';
import { cacheFolder } from '../../src/lab/index.ts';
import { labOptions, oneSite, startLab } from './lab-topologies.ts';

describe('a lab that cannot start', () => {
  it('quotes the lines that tell why a broker died', async () => {
    const options = { ...labOptions(oneSite()), brokerProperties: { paris: { 'num.io.threads': 'many' } } };
    const error = await errorOf(startLab(options));

    assert.equal(error.code, 'TIDE_LAB_BROKER_DIED');
    assert.match(error.message, /num\.io\.threads/);
    assert.match(error.message, /many/);
    assert.deepEqual(
      entries(cacheFolder()).filter(({ runDir }) => runDir === options.runDir),
      [],
    );
  });

  it('names the port and the program that holds it everywhere', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(29093, '0.0.0.0', resolve));
    try {
      const error = await errorOf(startLab({ ...labOptions(oneSite()), portBase: 29092 }));
      assert.equal(error.code, 'TIDE_LAB_PORT_IN_USE');
      assert.match(error.message, /29093/);
      assert.match(error.why, new RegExp(`pid ${process.pid}`));
      assert.match(error.next, /--port-base/);
    } finally {
      server.close();
    }
  });

  it('does not touch a run folder that holds something', async () => {
    const options = labOptions(oneSite());
    mkdirSync(options.runDir);
    writeFileSync(join(options.runDir, 'precious'), '');
    assert.equal((await errorOf(startLab(options))).code, 'TIDE_LAB_RUN_DIR_NOT_EMPTY');
  });

  it('ends at once when it is interrupted', async () => {
    const interrupt = new AbortController();
    const options = labOptions(oneSite());
    const started = startLab({
      ...options,
      signal: interrupt.signal,
      emit: (event) => {
        if (event.type === 'lab.broker-starting') interrupt.abort();
      },
    });
    assert.equal((await errorOf(started)).code, 'TIDE_LAB_INTERRUPTED');
    assert.deepEqual(
      entries(cacheFolder()).filter(({ runDir }) => runDir === options.runDir),
      [],
    );
  });
});

async function errorOf(promise: Promise<unknown>): Promise<TideError> {
  try {
    await promise;
  } catch (error) {
    if (isTideError(error)) return error;
    throw error;
  }
  throw new Error('no error was thrown');
}
