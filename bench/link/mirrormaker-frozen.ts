// MirrorMaker 2 as it is measured against: two frozen configurations, each the best we know for its purpose, with their names.
import { emitConfig } from '../../src/mechanisms/mirrormaker2/config.ts';
import { MIRRORMAKER2_JVM, type MirrorMakerTuning } from '../../src/mechanisms/mirrormaker2/tuning.ts';
import type { Flow } from '../../src/replication/core.ts';

export interface FrozenMirrorMaker {
  /** Stands in the output of every benchmark. */
  readonly name: string;
  readonly tuning: Partial<MirrorMakerTuning>;
  /** Lines after the emitted ones; the later value of a key counts. */
  readonly more: (flow: Flow) => Readonly<Record<string, string | number>>;
  readonly jvm: { readonly heapMb: number; readonly jvmOptions: readonly string[]; readonly archive?: string };
}

/** For latency, start and group positions: what the product itself emits and starts (all intervals 1 s, no scan for plugins, first compiler). */
export const QUICK: FrozenMirrorMaker = {
  name: 'mm2-quick-1: emitConfig and MIRRORMAKER2_JVM as the product uses them',
  tuning: {},
  more: () => ({}),
  jvm: { heapMb: MIRRORMAKER2_JVM.heapMb, jvmOptions: MIRRORMAKER2_JVM.jvmOptions, archive: MIRRORMAKER2_JVM.archive },
};

/** For throughput: big batches and fetches, two tasks, both compilers, G1 and a heap of 1 GB: the best of eight that were measured. */
export const THROUGHPUT: FrozenMirrorMaker = {
  name: 'mm2-throughput-1: emitConfig with linger 20 ms, batches of 512 KB, fetches of 1 to 8 MB, 2 tasks; -Xmx1g, G1, C2',
  tuning: { tasks: 2, lingerMs: 20 },
  more: ({ source, target }) => ({
    [`${source}.consumer.fetch.min.bytes`]: 1_048_576,
    [`${source}.consumer.fetch.max.wait.ms`]: 100,
    [`${source}.consumer.fetch.max.bytes`]: 52_428_800,
    [`${source}.consumer.max.partition.fetch.bytes`]: 8_388_608,
    [`${target}.producer.buffer.memory`]: 134_217_728,
  }),
  // The lab's JVMs are small; these take its choices back.
  jvm: { heapMb: 1024, jvmOptions: ['-XX:-UseSerialGC', '-XX:+UseG1GC', '-XX:TieredStopAtLevel=4', '-Xss1m'] },
};

export function propertiesOf(
  frozen: FrozenMirrorMaker,
  flow: Flow,
  sites: Parameters<typeof emitConfig>[1],
  tuning: Partial<MirrorMakerTuning>,
): string {
  const more = Object.entries(frozen.more(flow)).map(([key, value]) => `${key}=${value}`);
  return `${emitConfig(flow, sites, { ...frozen.tuning, ...tuning })}\n${more.join('\n')}\n`;
}
