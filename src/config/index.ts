// The acting door of config: reads files and the environment.
export { loadClientProperties, loadDeployment } from './load.ts';
export * from './core.ts';
