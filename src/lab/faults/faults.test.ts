// Faults: each takes effect with proof and heals with proof, over the real WAN emulator.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import net from 'node:net';
import test from 'node:test';
import type { LabProcess } from '../core.ts';
import { bareProcess } from '../../../test/lab/bare-process.ts';
import { FAULTS, healFault, injectFault, pathsInto, probeAll } from './index.ts';
import type { ProbeOutcome, Proof } from './index.ts';
import { labOfListeners } from '../../../test/lab/lab-of-listeners.ts';
import type { LabOfListeners } from '../../../test/lab/lab-of-listeners.ts';
import { until } from '../../../test/lab/two-sites.ts';
import { processState } from './process-state.ts';

/** Files of the folder that are no fault. */
const OTHERS = [
  'errors',
  'events',
  'fault',
  'index',
  'lab-of-listeners',
  'path-proof',
  'probe',
  'process-state',
  'return-of-site',
];

async function withLab(body: (rig: LabOfListeners) => Promise<void>): Promise<void> {
  const rig = await labOfListeners();
  try {
    // Given: every broker answers the other site.
    for (const site of ['paris', 'lyon']) {
      await until(`${site} answers`, async () => {
        const results = await probeAll(pathsInto(rig.lab, site), 5000, rig.context().clock);
        return results.every((result) => result.outcome === 'answered');
      });
    }
    await body(rig);
  } finally {
    await rig.stop();
  }
}

const outcomes = (proof: Proof | undefined): ProbeOutcome[] => (proof?.probes ?? []).map((each) => each.outcome);

test('the list and the folder hold the same faults', () => {
  const files = readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => name.replace(/\.ts$/, ''))
    .filter((name) => !OTHERS.includes(name));
  assert.deepEqual(FAULTS.map((fault) => fault.kind as string).sort(), files.sort());
});

test('site-loss, silent: nobody hears anything, then the processes die, and no peer is told before the site returns', async () => {
  await withLab(async (rig) => {
    const [path] = pathsInto(rig.lab, 'lyon');
    const old = net.connect({ host: path!.host, port: path!.port });
    const heard: string[] = [];
    old.on('data', () => heard.push('data'));
    old.on('error', (error: NodeJS.ErrnoException) => heard.push(error.code ?? ''));
    old.on('end', () => heard.push('FIN'));
    old.write('ping');
    await until('the answer', () => heard.length === 1);

    const spec = { kind: 'site-loss', site: 'lyon', manner: 'silent' } as const;
    const evidence = await injectFault(rig.context(), spec);

    assert.deepEqual(evidence.proof.map(outcomes), [
      ['answered', 'answered'],
      ['silent', 'silent'],
    ]);
    assert.ok(evidence.commandedAt <= evidence.effectiveAt && evidence.effectiveErrorMs < 200);
    assert.equal(rig.lab.sites['lyon']!.broker(3)!.running(), false);
    assert.deepEqual(heard, ['data']);
    const silence = rig.events.find((event) => event.type === 'fault.effective')!;
    assert.equal(silence.data['effectiveAt'], evidence.effectiveAt);

    const healing = await healFault(rig.context(), spec, evidence);
    assert.deepEqual(healing.proof.map(outcomes), [['answered', 'answered']]);
    await until('the reset', () => heard.length === 2);
    assert.deepEqual(heard, ['data', 'ECONNRESET'], 'a host that came back knows no old connection');
  });
});

test('site-loss, killed: T0 is proven by refused connections, and replication at the site dies too', async () => {
  await withLab(async (rig) => {
    const child = await bareProcess({ name: 'mirror', module: '-e', args: ['setInterval(() => {}, 1000)'] });
    const mirror: LabProcess = { ...child, site: 'lyon' };
    const spec = { kind: 'site-loss', site: 'lyon', manner: 'killed' } as const;
    const context = rig.context({ replication: () => [mirror] });
    const evidence = await injectFault(context, spec);

    assert.deepEqual(outcomes(evidence.proof[1]), ['refused', 'refused']);
    assert.deepEqual(evidence.hit.processes, ['broker 3', 'broker 4', 'mirror']);
    assert.equal(mirror.running(), false);
    const returned = await injectFault(context, { kind: 'site-return', site: 'lyon' });
    assert.deepEqual(returned.proof.map(outcomes), [['answered', 'answered']]);
  });
});

test('link-silent heals itself after its duration, counted from T0', async () => {
  await withLab(async (rig) => {
    const spec = { kind: 'link-silent', between: ['paris', 'lyon'], durationMs: 700 } as const;
    const evidence = await injectFault(rig.context(), spec);
    const healing = await evidence.over!.ended;

    assert.deepEqual(outcomes(evidence.proof[1]), ['silent', 'silent', 'silent', 'silent']);
    assert.deepEqual(outcomes(healing.proof[0]), ['answered', 'answered', 'answered', 'answered']);
    assert.ok(healing.commandedAt - evidence.effectiveAt >= 699);
  });
});

test('link-silent can be healed early, and an interrupted drill heals it', async () => {
  await withLab(async (rig) => {
    const spec = { kind: 'link-silent', between: ['paris', 'lyon'], durationMs: 600_000 } as const;
    const first = await injectFault(rig.context(), spec);
    const healing = await healFault(rig.context(), spec, first);
    assert.equal(outcomes(healing.proof[0]).length, 4);

    const interrupt = new AbortController();
    const second = await injectFault(rig.context({ signal: interrupt.signal }), spec);
    interrupt.abort();
    await second.over!.ended;
  });
});

test('broker-crash kills the one that was asked for and brings it back', async () => {
  await withLab(async (rig) => {
    for (const [target, id] of [
      ['leader-of-most', 2],
      ['controller', 1],
      [1, 1],
    ] as const) {
      const spec = { kind: 'broker-crash', site: 'paris', target } as const;
      const evidence = await injectFault(rig.context(), spec);
      assert.equal(evidence.hit.brokerId, id);
      assert.equal(rig.lab.sites['paris']!.broker(id)!.running(), false);
      assert.equal(outcomes(evidence.proof[1]).filter((outcome) => outcome === 'refused').length, 1);

      const healing = await healFault(rig.context(), spec, evidence);
      assert.deepEqual(outcomes(healing.proof[0]), ['answered', 'answered']);
    }
    const none = { kind: 'broker-crash', site: 'paris', target: 9 } as const;
    await assert.rejects(injectFault(rig.context(), none), { code: 'TIDE_FAULT_NO_BROKER' });
  });
});

test('replication-stopped freezes and thaws, or kills and asks for a restart', async () => {
  const start = async (): Promise<LabProcess> =>
    bareProcess({ name: 'mirror', module: '-e', args: ['setInterval(() => {}, 1000)'] });
  await withLab(async (rig) => {
    let mirror = await start();
    const context = rig.context({
      replication: () => [mirror],
      restartReplication: async () => {
        mirror = await start();
      },
    });
    const frozen = { kind: 'replication-stopped', manner: 'frozen' } as const;
    const evidence = await injectFault(context, frozen);
    assert.equal(await processState(mirror.pid), 'T');
    await healFault(context, frozen, evidence);
    assert.notEqual(await processState(mirror.pid), 'T');

    const killed = { kind: 'replication-stopped', manner: 'killed' } as const;
    const pid = mirror.pid;
    const second = await injectFault(context, killed);
    assert.equal(await processState(pid), undefined);
    await assert.rejects(healFault(rig.context(), killed, second), { code: 'TIDE_FAULT_NO_RESTART' });
    await healFault(context, killed, second);
    assert.notEqual(mirror.pid, pid);
    await mirror.stop();
    await assert.rejects(injectFault(context, frozen), { code: 'TIDE_FAULT_NO_REPLICATION' });
  });
});

test('a fault that shows no effect is refused and leaves nothing dropped', async () => {
  await withLab(async (rig) => {
    const deaf = { ...rig.lab, wan: { ...rig.lab.wan, isolate: async (): Promise<void> => {} } };
    const spec = { kind: 'site-loss', site: 'lyon', manner: 'silent' } as const;
    await assert.rejects(injectFault(rig.context({ lab: deaf }), spec), { code: 'TIDE_FAULT_NOT_EFFECTIVE' });
    assert.equal(
      rig.lab.sites['lyon']!.broker(3)!.running(),
      true,
      'no process is killed for a fault that did not happen',
    );

    await rig.lab.killSite('lyon');
    await assert.rejects(injectFault(rig.context(), spec), { code: 'TIDE_FAULT_DEAD_BEFORE' });
  });
});
