// The end of a drill on a terminal: clients, warnings, then OBJECTIVES and REPORT as the last things the eye meets.
import { clientsBlock } from './clients-block.ts';
import { paintOf } from './colour.ts';
import { objectivesBlock } from './objectives-block.ts';
import type { DrillResult } from './result.ts';
import { gapsBlock, warningsBlock } from './warnings-block.ts';
import { wayBackBlock } from './way-back-block.ts';

export interface TextOptions {
  readonly colour: boolean;
  /** Columns of the terminal; null = never wrap (files, pipes). */
  readonly width: number | null;
  /** Adds error bounds and one line per client. */
  readonly wide: boolean;
  /** Path shown in the REPORT line; null leaves the line out. */
  readonly reportPath: string | null;
}

/** Ends with a line break. Unknown is written as unknown with its reason, never as 0. */
export function renderText(result: DrillResult, options: TextOptions): string {
  const paint = paintOf(options.colour);
  const { outcome, asExpected, scenario, run } = result;
  const expected = asExpected ? (outcome === 'pass' ? '' : ', as expected') : `, expected ${scenario.expected}`;
  const when = `${new Date(run.startedWallMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  const blocks = [
    [
      `${paint(outcome, outcome.toUpperCase())}${expected}  ${paint('strong', scenario.title)} (${scenario.name}, ${when}, seed ${run.seed})`,
    ],
    clientsBlock(result, paint, options.wide),
    wayBackBlock(result, paint, options.width, options.wide),
    warningsBlock(result, paint, options.width),
    gapsBlock(result, paint, options.width),
    [
      ...objectivesBlock(result, paint, options.width, options.wide),
      ...(options.reportPath === null ? [] : [`${paint('strong', 'REPORT')}  ${options.reportPath}`]),
    ],
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}
