// The acting door of check: loads run directories.
export { checkRunDirectory } from './run-directory.ts';
