// The acting door of runbook: the journal file and the executor.
export { within } from './bounded.ts';
export type { Bounded } from './bounded.ts';
export { execute } from './execute.ts';
export type { ExecuteOptions, RunOutcome } from './execute.ts';
export { FIRST_PREVIOUS, hashOf, openJournal, readJournal } from './journal.ts';
export type { Journal, JournalReading, NewEntry } from './journal.ts';
