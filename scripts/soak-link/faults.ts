// The faults of the soak: one after the other, drawn by the seed, each healed before the next that would touch the same site.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Random, isTideError } from '../../src/base/core.ts';
import type { Instance } from './instances.ts';
import { BROKERS, SITES, type Site, type SoakSites } from './sites.ts';

export interface FaultsOptions {
  readonly sites: SoakSites;
  readonly instances: readonly Instance[];
  readonly random: Random;
  readonly topics: readonly string[];
  /** Gets one more partition when the fault `growth` is drawn, a few times at most. */
  readonly growing: string;
  readonly tell: (line: string) => void;
}

const GROWTHS_MAX = 3;
const IN_SYNC_MS = 90_000;
const LONG_FREEZE_MS = 90_000;

export class Faults {
  readonly counts = new Map<string, number>();
  readonly #options: FaultsOptions;
  readonly #kinds: readonly (readonly [name: string, act: () => Promise<string>])[];
  #growths = 0;
  #longFreeze: Promise<void> | undefined;

  constructor(options: FaultsOptions) {
    this.#options = options;
    this.#kinds = [
      ['broker killed', () => this.#killBroker()],
      ['broker frozen', () => this.#freezeBroker()],
      ['controller killed', () => this.#killController()],
      ['leaders moved back', () => this.#electPreferred()],
      ['link killed', () => this.#killLink()],
      ['link frozen', () => this.#freezeLink()],
      ['WAN cut', () => this.#cutWan()],
      ['WAN connections reset', () => this.#resetWan()],
      ['topic grown', () => this.#grow()],
    ];
  }

  /** Each kind once in drawn order, then any, until the time is over. Ends with everything healed. */
  async run(untilMs: number): Promise<void> {
    const { random, tell } = this.#options;
    let bag = [...this.#kinds];
    while (performance.now() < untilMs) {
      if (bag.length === 0) bag = [...this.#kinds];
      const [name, act] = bag.splice(random.int(bag.length), 1)[0]!;
      const began = performance.now();
      const what = await act();
      this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
      tell(`${name}: ${what} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
      this.#freezeForLong(untilMs);
      await sleep(1000 + random.int(4000));
    }
    await this.#longFreeze;
  }

  /** Once, beside the other faults, when there is time for it: longer than any session. */
  #freezeForLong(untilMs: number): void {
    if (this.#longFreeze !== undefined || untilMs - performance.now() < LONG_FREEZE_MS * 2) return;
    const instance = this.#options.instances.at(-1)!;
    this.#longFreeze = (async () => {
      instance.freeze();
      await sleep(LONG_FREEZE_MS);
      instance.thaw();
      this.counts.set('link frozen 90 s', 1);
      this.#options.tell(`link frozen 90 s: ${instance.name}`);
    })();
  }

  async #killBroker(id?: number, at?: Site): Promise<string> {
    const { sites, random } = this.#options;
    const site = at ?? random.pick(SITES);
    const broker = id ?? random.pick(BROKERS);
    sites.lab.sites[site]!.broker(broker)!.kill('SIGKILL');
    await sleep(500 + random.int(6000));
    await sites.lab.startBroker(site, broker);
    await this.#inSync(site);
    return `${broker} of ${site}`;
  }

  async #killController(): Promise<string> {
    const site = this.#options.random.pick(SITES);
    return this.#killBroker(await this.#options.sites.admin[site].activeController(), site);
  }

  async #freezeBroker(): Promise<string> {
    const { sites, random } = this.#options;
    const site = random.pick(SITES);
    const broker = random.pick(BROKERS);
    const ms = 1000 + random.int(9000);
    sites.lab.sites[site]!.broker(broker)!.kill('SIGSTOP');
    await sleep(ms);
    sites.lab.sites[site]!.broker(broker)!.kill('SIGCONT');
    await this.#inSync(site);
    return `${broker} of ${site} for ${ms} ms`;
  }

  async #electPreferred(): Promise<string> {
    const { sites, random } = this.#options;
    const site = random.pick(SITES);
    const tool = await sites.lab.spawnJava(site, {
      name: `elect-${site}`,
      mainClass: 'org.apache.kafka.tools.LeaderElectionCommand',
      heapMb: 128,
      archive: 'client-tools',
      args: [
        '--bootstrap-server',
        sites.lab.sites[site]!.bootstrap.join(','),
        '--election-type',
        'preferred',
        '--all-topic-partitions',
      ],
    });
    const { code } = await tool.exited;
    return `${site}, exit ${code}`;
  }

  /** The last instance may be in its long freeze: the first is the one that dies and is thawed. */
  async #killLink(): Promise<string> {
    const { instances, random } = this.#options;
    const instance = this.#longFreeze === undefined ? random.pick(instances) : instances[0]!;
    await instance.kill();
    await sleep(random.int(5000));
    await instance.start();
    return instance.name;
  }

  async #freezeLink(): Promise<string> {
    const { instances, random } = this.#options;
    const instance = instances[0]!;
    const ms = 1000 + random.int(14_000);
    instance.freeze();
    await sleep(ms);
    instance.thaw();
    return `${instance.name} for ${ms} ms`;
  }

  async #cutWan(): Promise<string> {
    const { sites, random } = this.#options;
    const direction = random.pick(['both', 'forward', 'backward'] as const);
    const ms = 1000 + random.int(12_000);
    await sites.lab.wan.setMode(['paris', 'london'], 'drop', direction);
    await sleep(ms);
    await sites.lab.wan.setMode(['paris', 'london'], 'ok', direction);
    return `${direction} for ${ms} ms`;
  }

  async #resetWan(): Promise<string> {
    await this.#options.sites.lab.wan.reset(['paris', 'london']);
    return 'paris - london';
  }

  async #grow(): Promise<string> {
    const { sites, growing: topic } = this.#options;
    if (this.#growths >= GROWTHS_MAX) return 'not any more';
    this.#growths += 1;
    const partitions = (await sites.admin.paris.topics([topic]))[0]!.partitions.length + 1;
    await sites.admin.paris.createPartitions([{ topic, partitions }]);
    return `${topic} has ${partitions} partitions`;
  }

  /** A second broker of a site must not fall before the first is back: what only one holds, nobody can compare. */
  async #inSync(site: Site): Promise<void> {
    const { sites, topics } = this.#options;
    const until = performance.now() + IN_SYNC_MS;
    for (;;) {
      try {
        const found = (await sites.raw[site].metadata(topics)).topics;
        const partitions = found.flatMap((topic) => topic.partitions);
        if (partitions.every((one) => one.leader > 0 && one.isr.length === one.replicas.length)) return;
      } catch (error) {
        if (!isTideError(error)) throw error;
      }
      if (performance.now() > until) throw new Error(`the replicas of ${site} are not in sync after ${IN_SYNC_MS} ms`);
      await sleep(200);
    }
  }
}
