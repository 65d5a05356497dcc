// The acting door of kafka; must not load the Kafka client at import.
export { overlayNames } from './names.ts';
export type { NameOverlay } from './names.ts';
