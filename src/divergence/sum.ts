// Sums of named counts. Pure.

/** Name by name; `zero` gives the names. */
export function sumOf<Name extends string>(
  zero: Readonly<Record<Name, number>>,
  all: readonly Readonly<Record<Name, number>>[],
): Record<Name, number> {
  const sum: Record<Name, number> = { ...zero };
  for (const counts of all) for (const name of Object.keys(zero) as Name[]) sum[name] += counts[name];
  return sum;
}
