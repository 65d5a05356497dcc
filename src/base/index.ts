// The acting door of base: what touches the machine (clock, module paths).
export { systemClock } from './clock.ts';
export { siblingFile, siblingModule } from './module-path.ts';
