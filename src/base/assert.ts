// Assertions that stay on in production; a broken one is a bug of ours and says so.

export class AssertionBroken extends Error {
  override readonly name = 'AssertionBroken';
}

/** Throws AssertionBroken with the given sentence when the condition does not hold. */
export function assert(condition: unknown, sentence: string): asserts condition {
  if (!condition) throw new AssertionBroken(sentence);
}

/** For switch statements over unions: the compiler refuses a missing case, the run-time refuses a foreign value. */
export function unreachable(value: never, sentence = 'value outside its type'): never {
  throw new AssertionBroken(`${sentence}: ${JSON.stringify(value)}`);
}
