// TideError: one error type, described by rows of a table; identity is the code, never the class.

/** Exit codes of the program, the one documented enum (docs/exit-codes.md is generated from it). */
export const EXIT = {
  OK: 0,
  FAIL: 1,
  UNKNOWN: 2,
  CHANGES: 3,
  USAGE: 64,
  UNREACHABLE: 69,
  INTERNAL: 70,
  BUSY: 75,
  CONFIG: 78,
  INTERRUPTED: 130,
} as const;

export type ExitName = keyof typeof EXIT;

export type ErrorCode = `TIDE_${string}`;

/** Named values that an error's sentences are made of: cluster, topic, partition, offset, path, ... */
export type ErrorFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** One row of a room's error table. The sentences are full sentences in Kafka's own words. */
export interface ErrorRow {
  /** Exit code the program ends with when this error ends it. */
  readonly exit: ExitName;
  /** True when the same command may succeed later without any change. */
  readonly retriable: boolean;
  /** What happened, and to what: cluster, topic, partition, offset, file. */
  readonly what: (fields: ErrorFields) => string;
  /** Why it happened, as far as it is known; with Kafka's own error code where there is one. */
  readonly why: (fields: ErrorFields) => string;
  /** The next command or action. */
  readonly next: (fields: ErrorFields) => string;
}

export type ErrorTable = Readonly<Record<ErrorCode, ErrorRow>>;

/** The only error the product throws on purpose. */
export class TideError extends Error {
  override readonly name = 'TideError';
  readonly code: ErrorCode;
  readonly exit: ExitName;
  readonly retriable: boolean;
  readonly why: string;
  readonly next: string;
  readonly fields: ErrorFields;

  constructor(code: ErrorCode, row: ErrorRow, fields: ErrorFields, cause?: unknown) {
    super(row.what(fields), cause === undefined ? undefined : { cause });
    this.code = code;
    this.exit = row.exit;
    this.retriable = row.retriable;
    this.why = row.why(fields);
    this.next = row.next(fields);
    this.fields = fields;
  }
}

/**
 * Makes the error constructor of a room from its table.
 * Usage: `export const labError = errorsOf(LAB_ERRORS)`; then `throw labError('TIDE_LAB_NO_JAVA', { ... })`.
 */
export function errorsOf<T extends ErrorTable>(
  table: T,
): (code: keyof T & ErrorCode, fields?: ErrorFields, cause?: unknown) => TideError {
  return (code, fields = {}, cause) => {
    const row = table[code];
    if (row === undefined) throw new Error(`no error row for ${code}`);
    return new TideError(code, row, fields, cause);
  };
}

/** True for errors made by this package, also across copies of it (compares the shape, not the class). */
export function isTideError(error: unknown): error is TideError {
  return error instanceof Error && error.name === 'TideError' && 'code' in error && 'exit' in error;
}
