// Colours of the page: text on its ground has a contrast of at least 4.5 (WCAG 2, level AA), in light and in dark.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { siblingFile } from '../../src/base/index.ts';

const css = await readFile(siblingFile(import.meta.url, '../../console/src/styles/theme.css'), 'utf8');
const [lightCss = '', darkCss = ''] = css.split('@media');

type Colours = Readonly<Record<string, string>>;
const coloursOf = (text: string): Colours =>
  Object.fromEntries([...text.matchAll(/--([\w-]+): (#[\da-f]{6,8});/g)].map(([, name, hex]) => [name!, hex!]));
const light = coloursOf(lightCss);
const dark: Colours = { ...light, ...coloursOf(darkCss) };

const channel = (hex: string, index: number): number =>
  Number.parseInt(hex.slice(1 + 2 * index, 3 + 2 * index), 16) / 255;

/** Red, green, blue of a colour laid over a ground, 0..1. */
function over(hex: string, ground: string): number[] {
  const alpha = hex.length === 9 ? channel(hex, 3) : 1;
  return [0, 1, 2].map((index) => channel(hex, index) * alpha + channel(ground, index) * (1 - alpha));
}

function luminance(rgb: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = rgb.map((value) =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(text: string, ground: string, under: string): number {
  const [a, b] = [luminance(over(text, under)), luminance(over(ground, under))];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

const PAIRS: readonly (readonly [string, string])[] = [
  ...['ink', 'ink-soft', 'sea', 'pass', 'fail', 'unknown', 'site-a', 'site-b'].flatMap((text) => [
    [text, 'card'] as const,
    [text, 'paper'] as const,
  ]),
  ['pass', 'pass-soft'],
  ['fail', 'fail-soft'],
  ['unknown', 'unknown-soft'],
  ['ink-soft', 'fail-soft'],
  ['ink-soft', 'unknown-soft'],
];

for (const [scheme, colours] of [
  ['light', light],
  ['dark', dark],
] as const) {
  test(`in the ${scheme} scheme each text has a contrast of 4.5 or more on its ground`, () => {
    for (const [text, ground] of PAIRS) {
      const ratio = contrast(colours[text]!, colours[ground]!, colours['card']!);

      assert.ok(ratio >= 4.5, `${text} on ${ground}: ${ratio.toFixed(2)}`);
    }
  });
}
