// Outcome as sign, word and colour together: nobody has to tell red from green.
import type { Outcome } from '../../src/objectives/core.ts';
import { OUTCOME_WORD } from './words/objective.ts';

const PATH: Readonly<Record<Outcome, string>> = {
  pass: 'M5 12.5l4.5 4.5L19 7.5',
  fail: 'M6.5 6.5l11 11M17.5 6.5l-11 11',
  unknown: 'M8.5 9.2a3.5 3.5 0 1 1 5.2 3.1c-1.2.7-1.7 1.3-1.7 2.7M12 18.6v.2',
};

export function Sign({ outcome, size = 20 }: { outcome: Outcome; size?: number }) {
  return (
    <svg class={`sign sign-${outcome}`} width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path
        d={PATH[outcome]}
        fill="none"
        stroke="currentColor"
        stroke-width="2.6"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}

export function Badge({ outcome }: { outcome: Outcome }) {
  return (
    <span class={`badge badge-${outcome}`}>
      <Sign outcome={outcome} size={14} />
      {OUTCOME_WORD[outcome]}
    </span>
  );
}
