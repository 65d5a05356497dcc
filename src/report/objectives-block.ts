// The OBJECTIVES block: one line per objective, failed or not, in declared order.
import type { DrillResult } from './result.ts';
import type { Paint } from './colour.ts';
import { hang } from './wrap.ts';
import { limitWords, MARK, measuredWords, objectiveName } from './words.ts';

/** Columns of name and limit where names and limits are short. */
const NAME_COLUMNS = 6;
const LIMIT_COLUMNS = 10;

/** A limitless name may reach into the column of limits, as in `failback          0 lost`. */
export function objectivesBlock(result: DrillResult, paint: Paint, width: number | null, wide: boolean): string[] {
  const rows = result.verdicts.map((verdict) => ({
    verdict,
    name: objectiveName(verdict.objective),
    limit: limitWords(verdict.objective),
    measured: measuredWords(verdict, result.check.rto, wide),
  }));
  const nameColumns = Math.max(NAME_COLUMNS, ...rows.filter((row) => row.limit !== '').map((row) => row.name.length));
  const limitColumns = Math.max(LIMIT_COLUMNS, ...rows.map((row) => row.limit.length));
  const span = Math.max(nameColumns + 1 + limitColumns, ...rows.map((row) => row.name.length));
  const lines = rows.flatMap(({ verdict, name, limit, measured }) => {
    const head = limit === '' ? name : `${name.padEnd(nameColumns)} ${limit}`;
    const prefix = `  ${MARK[verdict.outcome]} ${head.padEnd(span)} `;
    const [first = '', ...rest] = hang(prefix, measured, prefix.length, width);
    return [first.replace(MARK[verdict.outcome], paint(verdict.outcome, MARK[verdict.outcome])), ...rest];
  });
  return [paint('strong', 'OBJECTIVES'), ...lines];
}
