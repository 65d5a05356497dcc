// Exposure before the fault, summed up from the live samples.
import type { RunFacts } from '../history.ts';
import type { ExposureSummary } from '../result.ts';

export function exposureOf(facts: RunFacts): ExposureSummary | null {
  const samples = facts.exposure.filter((sample) => facts.t0 === null || sample.t <= facts.t0);
  if (samples.length === 0) return null;
  const known = samples.filter((sample) => sample.ms !== null).map((sample) => sample.ms ?? 0);
  known.sort((a, b) => a - b);
  const records = samples.filter((sample) => sample.records !== null).map((sample) => sample.records ?? 0);
  return {
    samples: samples.length,
    unknownSamples: samples.length - known.length,
    maxRecords: records.length === 0 ? null : records.reduce((most, value) => Math.max(most, value), 0),
    maxMs: known.at(-1) ?? null,
    p99Ms: known[Math.min(known.length - 1, Math.ceil(known.length * 0.99) - 1)] ?? null,
  };
}
