// Bounds of a drill, with their units in their names and their reasons beside them.

/** Service without a pause for this long ends an outage; the checker uses the same window. */
export const STABLE_WINDOW_MS = 3000;

/** A pause between two served records longer than this interrupts service, for the waiting of the drill (not for the judge). */
export const GAP_MS = 1500;

/** Nobody is waited for longer than this after a fault; who is not served by then is reported as not recovered. */
export const RECOVERY_WITHIN_MS = 120_000;

/** Java's defaults leave a silent site after 332 s, librdkafka's after 153 s (facts law 32): whoever asks for defaults wants to see that. */
export const RECOVERY_WITH_DEFAULTS_MS = 400_000;

/** How long a stubborn producer has its say at the old site. */
export const STUBBORN_MS = 6000;

/** An unfenced old site needs time to elect its leaders before it can take anybody's writes. */
export const STUBBORN_OPEN_MS = 30_000;

/** Client processes need this long to start on two cores; a schedule that began earlier would greet the brokers with a backlog. */
export const SCHEDULE_LEAD_MS = 7000;

export const EXPOSURE_EVERY_MS = 250;
export const PROGRESS_EVERY_MS = 1000;
