// Control protocol: JSON lines over TCP on loopback; answers carry the id of their request.
import type { SiteName } from '../../scenario/core.ts';
import type { WanKnobs, WanMode, WanStats } from '../core.ts';

type Pair = readonly [SiteName, SiteName];

export type WanRequest =
  | {
      readonly operation: 'mode';
      readonly between: Pair;
      readonly mode: WanMode;
      readonly direction: 'both' | 'forward' | 'backward';
    }
  | { readonly operation: 'isolate'; readonly site: SiteName; readonly mode: WanMode }
  | { readonly operation: 'heal'; readonly site: SiteName | null }
  | { readonly operation: 'reset'; readonly between: Pair }
  | { readonly operation: 'set'; readonly between: Pair; readonly knobs: Partial<WanKnobs> }
  | { readonly operation: 'drop-responses'; readonly between: Pair; readonly apiKeys: readonly number[] }
  | { readonly operation: 'stats' };

/** `id` counts up per control connection. */
export type WanMessage = WanRequest & { readonly id: number };

export type WanAnswer =
  | { readonly id: number; readonly ok: true; readonly stats?: WanStats }
  | {
      readonly id: number;
      readonly ok: false;
      readonly code: string;
      readonly fields: Readonly<Record<string, string>>;
    };

/** A longer control line is no control line. */
export const LONGEST_LINE_BYTES = 65_536;

/** Splits a stream of text into lines; keeps the unfinished one. */
export class Lines {
  #rest = '';

  /** Complete lines in order. Throws RangeError when an unfinished one passes LONGEST_LINE_BYTES characters. */
  push(text: string): string[] {
    const parts = (this.#rest + text).split('\n');
    this.#rest = parts.pop() ?? '';
    if (this.#rest.length > LONGEST_LINE_BYTES) throw new RangeError('control line too long');
    return parts.filter((line) => line.length > 0);
  }
}
