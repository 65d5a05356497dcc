// Colour of terminal text: four meanings, each a plain SGR code; off gives the text unchanged.

export type Ink = 'pass' | 'fail' | 'unknown' | 'strong' | 'dim';

const CODE: Readonly<Record<Ink, number>> = { pass: 32, fail: 31, unknown: 33, strong: 1, dim: 2 };

export type Paint = (ink: Ink, text: string) => string;

/** A painter; with `colour` false it returns its text. */
export function paintOf(colour: boolean): Paint {
  if (!colour) return (_ink, text) => text;
  return (ink, text) => `\u001b[${CODE[ink]}m${text}\u001b[0m`;
}
