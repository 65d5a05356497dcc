// Units: durations and sizes as people write them, and back.

const DURATION_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const SIZE_BYTES: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1000,
  mb: 1_000_000,
  gb: 1_000_000_000,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
};

/** Parses `250ms`, `5s`, `1.5m`, `2h`, `7d` to milliseconds; undefined when it is none of these. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)$/.exec(text.trim().toLowerCase());
  if (match === null) return undefined;
  return Number(match[1]) * (DURATION_MS[match[2]!] ?? Number.NaN);
}

/** Parses `10MB`, `64KiB`, `512` to bytes; undefined when it is none of these. */
export function parseBytes(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(b|kb|mb|gb|kib|mib|gib)?$/.exec(text.trim().toLowerCase());
  if (match === null) return undefined;
  return Math.round(Number(match[1]) * (SIZE_BYTES[match[2] ?? 'b'] ?? Number.NaN));
}

/** `41802` -> `41,802`. */
export function formatCount(count: number): string {
  return Math.round(count)
    .toString()
    .replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** Milliseconds as seconds for people: `40` -> `0.04 s`, `11300` -> `11.3 s`, `83400` -> `83.4 s`. */
export function formatSeconds(ms: number): string {
  const seconds = ms / 1000;
  if (seconds !== 0 && Math.abs(seconds) < 0.1) return `${seconds.toFixed(Math.abs(seconds) < 0.01 ? 3 : 2)} s`;
  return `${seconds.toFixed(1)} s`;
}

/** Bytes for people, in decimal units: `41802000` -> `41.8 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} KB`;
  if (bytes < 1_000_000_000) return `${(bytes / 1_000_000).toFixed(1)} MB`;
  return `${(bytes / 1_000_000_000).toFixed(1)} GB`;
}
