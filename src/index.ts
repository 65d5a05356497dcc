// The package's public entry: its version and the checker's pure door.
export { version } from './version.ts';
export * from './check/core.ts';
