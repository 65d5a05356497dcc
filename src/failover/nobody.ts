// The holder of the lease while nobody may serve.

/** Between the two sites of a planned move; no site may have this name. */
export const NOBODY = '(nobody)';
