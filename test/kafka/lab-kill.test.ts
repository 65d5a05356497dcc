// LAB-2, LAB-3: whoever is killed with SIGKILL, parent or warden, at whatever moment: nothing of the lab survives.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, it } from 'node:test';
import { randomOf } from '../../src/base/core.ts';
import { siblingModule } from '../../src/base/index.ts';
import { cacheFolder, sweepStale } from '../../src/lab/index.ts';
import { isAlive, listeners } from '../../src/lab/processes/proc.ts';
import { entries } from '../../src/lab/warden/register.ts';
import { tied } from '../lab/tied.ts';
import { eventually, labOptions, oneSite, startLab, textOf } from './lab-topologies.ts';

const ROUNDS = 6;

describe('a lab whose owner is killed', () => {
  const random = randomOf(Number(process.env['TIDEOVER_SEED'] ?? 7));
  for (let round = 1; round <= ROUNDS; round += 1) {
    // The parent starts, runs and stops labs in turn: about 3 s each, so that every phase is met.
    const afterMs = 100 + random.int(3900);
    it(`LAB-2: leaves nothing when the parent is killed after ${afterMs} ms`, async () => {
      const folder = mkdtempSync(join(tmpdir(), 'tideover-doomed-'));
      const parent = spawn(...tied(process.execPath, [siblingModule(import.meta.url, './lab-doomed-parent'), folder]), {
        stdio: 'ignore',
      });
      await sleep(afterMs);
      parent.kill('SIGKILL');

      await eventually('no process', 10_000, () => processesOf(folder).length === 0);
      const networks = [...textOf(join(folder, 'events')).matchAll(/"network":"(127\.\d+\.)/g)].map(
        (match) => match[1]!,
      );
      await eventually('no listening port', 10_000, () =>
        listeners().every(({ address }) => !networks.some((network) => address.startsWith(network))),
      );
      await eventually('no entry in the register', 10_000, () =>
        entries(cacheFolder()).every(({ runDir }) => !runDir.startsWith(folder)),
      );
    });
  }

  it('LAB-3: ends everything when the warden is killed, and says so', async () => {
    const options = labOptions(oneSite());
    const lab = await startLab(options);
    const entry = entries(cacheFolder()).find(({ runDir }) => runDir === options.runDir)!;
    process.kill(entry.warden.pid, 'SIGKILL');

    await lab.sites['paris']!.broker(1)!.exited;
    await eventually('no process', 10_000, () => processesOf(options.runDir).length === 0);
    await assert.rejects(lab.startSite('paris'), { code: 'TIDE_LAB_WARDEN_DIED' });
    await lab.stop();
  });

  it('LAB-4: a later run sweeps what a lab left whose parent and warden were killed together', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tideover-doomed-'));
    const parent = spawn(...tied(process.execPath, [siblingModule(import.meta.url, './lab-doomed-parent'), folder]), {
      stdio: 'ignore',
    });
    await eventually('a broker', 60_000, () => textOf(join(folder, 'events')).includes('lab.broker-starting'));
    const entry = entries(cacheFolder()).find(({ runDir }) => runDir.startsWith(folder))!;
    parent.kill('SIGKILL');
    process.kill(entry.warden.pid, 'SIGKILL');
    await eventually('the warden is dead', 5000, () => !isAlive(entry.warden));

    await sweepStale();
    assert.deepEqual(processesOf(folder), []);
    assert.deepEqual(
      entries(cacheFolder()).filter(({ runDir }) => runDir.startsWith(folder)),
      [],
    );
  });
});

/** Command lines that name the folder. */
function processesOf(folder: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return line.includes(folder) && pid !== String(process.pid) ? [`${pid} ${line}`] : [];
      } catch {
        return [];
      }
    });
}
