// Refused items: answers per item become values in Kafka's words; what may heal is tried again with the whole request.
import type { Refused } from './administration.ts';
import { failureOfCode, nameOfCode } from './failure.ts';
import type { Session } from './session.ts';

export interface ItemAnswer {
  readonly item: string;
  readonly code: number;
  readonly message?: string | null | undefined;
}

/**
 * The refused ones among the answers. Throws the Failure of the first one that heals by itself: every request that comes
 * here may be sent again without harm, and the session does so until its deadline.
 */
export function refusedOf(session: Session, answers: readonly ItemAnswer[]): readonly Refused[] {
  const refused: Refused[] = [];
  for (const answer of answers) {
    if (answer.code === 0) continue;
    const failure = failureOfCode(session.library, answer.code, answer.item, answer.message);
    if (failure.kind === 'transient') throw failure;
    refused.push(refusal(session, answer));
  }
  return refused;
}

/** One refusal as a value, also of a code that may heal. */
export function refusal(session: Session, { item, code, message }: ItemAnswer): Refused {
  const { library } = session;
  return { item, code, name: nameOfCode(library, code), say: failureOfCode(library, code, item, message).message };
}
