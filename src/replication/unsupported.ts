// Unsupported: the value a mechanism answers with when it is asked for something it cannot do.
import type { Unsupported } from './contract.ts';

export function unsupported(what: string, why: string, next: string): Unsupported {
  return { unsupported: true, what, why, next };
}

export function isUnsupported(value: unknown): value is Unsupported {
  return typeof value === 'object' && value !== null && (value as { unsupported?: unknown }).unsupported === true;
}
