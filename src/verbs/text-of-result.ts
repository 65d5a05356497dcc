// The text of a drill's result, for whoever prints it.
import { openReportText } from './doors.ts';
import type { DrillResult } from './doors.ts';

export interface TextOptions {
  readonly colour: boolean;
  /** Columns of the terminal; null = never wrap. */
  readonly width: number | null;
  readonly wide: boolean;
  readonly reportPath: string | null;
}

export async function textOfResult(result: DrillResult, options: TextOptions): Promise<string> {
  return (await openReportText()).renderText(result, options);
}
