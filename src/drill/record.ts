// RunRecord: everything of a run that is not the checker's verdict; kept in run.json, so that an old run can be checked and rendered again.
import type { DrillResult } from '../report/core.ts';

/** DrillResult without what the checker and the objectives say. */
export type RunRecord = Omit<DrillResult, 'outcome' | 'asExpected' | 'verdicts' | 'check'>;
