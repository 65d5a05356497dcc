// Vantage processes and the witness against real brokers: healthy, silent, back again, grey, and a vantage that is asleep itself.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { systemClock } from '../../src/base/index.ts';
import { DEFAULT_DETECT_POLICY, type SiteState } from '../../src/detect/core.ts';
import {
  askLease,
  CANARY_TOPIC,
  collectObservations,
  type ObservationCollector,
  type SiteWatch,
  startVantage,
  watchSite,
} from '../../src/detect/index.ts';
import { connectCluster, overlayNames } from '../../src/kafka/index.ts';
import type { Lab, LabProcess, Signal } from '../../src/lab/core.ts';
import { eventually, labOptions, oneSite, startLab, textOf } from './lab-topologies.ts';

const POLICY = DEFAULT_DETECT_POLICY;

let lab: Lab;
let collector: ObservationCollector;
let watch: SiteWatch;
let leaseAddress = '';
const vantages = new Map<string, LabProcess>();
const states: SiteState[] = [];

before(async () => {
  lab = await startLab(labOptions(oneSite('plaintext', 3)));
  overlayNames(lab.lookup('paris'));
  const { bootstrap } = lab.sites['paris']!;
  const bounds = { requestTimeoutMs: 10_000, connectTimeoutMs: 2000, retries: 1 };
  const cluster = await connectCluster({ name: 'paris', bootstrap, properties: {}, ...bounds });
  const configs = { 'min.insync.replicas': '2' };
  await cluster.createTopics([{ name: CANARY_TOPIC, partitions: 3, replicationFactor: 3, configs }]);
  await cluster.close();
  collector = await collectObservations({ host: '127.0.0.1' });
  watch = watchSite({ collector, watched: 'paris', policy: POLICY, onChange: (now) => states.push(now.state) });
  await Promise.all([start('london-1', 'london', 'site'), start('witness-1', 'third', 'witness')]);
});

after(async () => {
  watch?.stop();
  for (const child of vantages.values()) child.kill('SIGKILL');
  await collector?.close();
  overlayNames(undefined);
  await lab?.stop();
});

async function start(vantage: string, site: string, role: 'site' | 'witness'): Promise<void> {
  const { probeEveryMs, deadlineMs } = POLICY;
  const lease = { host: '127.0.0.1', port: 0, file: path.join(lab.runDir, 'lease.jsonl'), ttlMs: 500, holder: 'paris' };
  const watched = [{ site: 'paris', bootstrap: lab.sites['paris']!.bootstrap, properties: {} }];
  const common = { vantage, site, role, watch: watched, topic: CANARY_TOPIC, probeEveryMs, deadlineMs };
  const report = { report: collector.address, file: path.join(lab.runDir, `${vantage}.jsonl`) };
  const options = { ...common, ...report, ...(role === 'witness' ? { lease } : {}) };
  // Both look at paris from the witness site of the lab, through its WAN: what they call themselves is theirs.
  await startVantage(options, path.join(lab.runDir, 'config'), async ({ module, args }) => {
    const child = await lab.spawnNode('witness', { name: vantage, module, args });
    vantages.set(vantage, child);
    await eventually(`${vantage} probes`, 20_000, () => textOf(child.stdoutFile).includes('probing\n'));
    const port = /lease port (\d+)/.exec(textOf(child.stdoutFile))?.[1];
    if (port !== undefined) leaseAddress = `127.0.0.1:${port}`;
  });
}

/** Patient: the authority shares its process with the probes, and on a busy machine with much else. */
function ask(question: Parameters<typeof askLease>[1]): ReturnType<typeof askLease> {
  return askLease(leaseAddress, question, 10_000);
}

function all(signal: Signal, ids: readonly number[] = [1, 2, 3]): void {
  for (const id of ids) lab.sites['paris']!.broker(id)!.kill(signal);
}

test('a site that serves is healthy, seen from both vantages', async () => {
  const wrote = [/london-1 \(at london\)/, /witness-1 \(witness third\)/].map(
    (who) => new RegExp(`${who.source} wrote with acks=all and read back`),
  );

  // The first vantage to write makes the site healthy; the other one may take a moment more.
  await eventually('both vantages wrote', 30_000, () => {
    const { state, evidence } = watch.assess();
    return state === 'HEALTHY' && wrote.every((sentence) => sentence.test(evidence.join('\n')));
  });
});

test('a site that falls silent is found lost in 4 to 7 seconds, and healthy again when it answers', async (t) => {
  const started = systemClock.monotonicMs();
  all('SIGSTOP');
  try {
    const lost = await watch.until(['LOST'], 20_000);
    const tookMs = lost.at - started;

    t.diagnostic(`lost after ${Math.round(tookMs)} ms: ${lost.evidence.join('; ')}`);
    assert.ok(tookMs >= POLICY.lostAfterMs - 500 && tookMs < 7000, `took ${tookMs} ms`);
    assert.ok(lost.lastAnswerAt !== null && lost.lastAnswerAt <= started);
  } finally {
    all('SIGCONT');
  }
  await watch.until(['HEALTHY'], 60_000);
});

test('a site that answers metadata and takes no writes is degraded, never lost', async () => {
  const before = states.length;
  all('SIGSTOP', [2, 3]);
  try {
    const degraded = await watch.until(['DEGRADED'], 20_000);

    assert.match(degraded.evidence.join('\n'), /gets metadata, but could not write/);
    assert.ok(!states.slice(before).includes('LOST'));
  } finally {
    all('SIGCONT', [2, 3]);
  }
  await watch.until(['HEALTHY'], 60_000);
});

test('a vantage that is asleep does not count, and blames nobody when it wakes', async () => {
  const before = states.length;
  vantages.get('london-1')?.kill('SIGSTOP');
  const unknown = await watch.until(['UNKNOWN'], 20_000);
  vantages.get('london-1')?.kill('SIGCONT');
  await watch.until(['HEALTHY'], 20_000);

  assert.match(unknown.evidence.join('\n'), /london-1 \(at london\) has reported nothing/);
  assert.ok(!states.slice(before).includes('LOST'));
});

test('the witness serves the lease beside its probes, and remembers it over a restart', async () => {
  const question = { ask: 'transfer', site: 'engine', epoch: 1, to: 'london', reason: 'test' } as const;
  await eventually('the transfer took effect', 10_000, async () => (await ask(question)).granted);

  vantages.get('witness-1')?.kill('SIGKILL');
  await start('witness-1', 'third', 'witness');
  const shown = await ask({ ask: 'show', site: '', epoch: 0 });

  assert.deepEqual([shown.holder, shown.epoch], ['london', 2]);
});
