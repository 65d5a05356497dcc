// The pure door of check.
export * from './history.ts';
export * from './result.ts';
