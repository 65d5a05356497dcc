// Numbers as people read them; unknown is never 0.

export const UNKNOWN = 'unknown';

export function count(value: number | null): string {
  return value === null ? UNKNOWN : Math.round(value).toLocaleString('en-US');
}

/** Milliseconds as seconds: `0.04 s`, `13.7 s`. */
export function seconds(ms: number | null): string {
  if (ms === null) return UNKNOWN;
  const value = Math.abs(ms / 1000);
  const digits = value === 0 || value >= 0.1 ? 1 : value >= 0.01 ? 2 : 3;
  return `${(ms / 1000).toFixed(digits)} s`;
}

/** Signed time from T0, for timelines: `−20.0 s`, `−4 ms`, `T0`. */
export function fromT0(ms: number): string {
  if (ms === 0) return 'T0';
  if (Math.abs(ms) < 100) return `${ms < 0 ? '−' : '+'}${Math.abs(ms)} ms`;
  return `${ms < 0 ? '−' : '+'}${(Math.abs(ms) / 1000).toFixed(1)} s`;
}

export function bytes(value: number | null): string {
  if (value === null) return UNKNOWN;
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let scaled = value;
  let unit = 0;
  while (scaled >= 1000 && unit < units.length - 1) {
    scaled /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? scaled : scaled.toFixed(1)} ${units[unit]}`;
}

/** `37`, or `37 to 41` where ambiguous writes leave an interval. */
export function interval(
  range: { readonly min: number; readonly max: number },
  show: (value: number) => string,
): string {
  const [low, high] = [show(range.min), show(range.max)];
  const unit = / \D+$/.exec(high)?.[0] ?? '';
  return low === high ? high : `${unit !== '' && low.endsWith(unit) ? low.slice(0, -unit.length) : low} to ${high}`;
}

/** Below a second in milliseconds, so that an interval stays visible: `40 to 44 ms`. */
export function fine(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`;
}

export function date(wallMs: number): string {
  return new Date(wallMs).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  });
}

export function clock(wallMs: number): string {
  return `${new Date(wallMs).toISOString().slice(11, 19)} UTC`;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `1 client`, `3 clients`. */
export function plural(number: number, noun: string): string {
  return `${count(number)} ${noun}${number === 1 ? '' : 's'}`;
}
