// Asks the lease authority one question over TCP, bounded; no answer is null, never an error.
import { connect } from 'node:net';
import type { LeaseAnswer, LeaseQuestion } from './lease-state.ts';

const ANSWER_BYTES_MAX = 4096;

export interface AuthorityAddress {
  readonly host: string;
  readonly port: number;
}

export function askAuthority(
  address: AuthorityAddress,
  question: LeaseQuestion,
  withinMs: number,
): Promise<LeaseAnswer | null> {
  return new Promise((resolve) => {
    const socket = connect(address);
    let text = '';
    const done = (answer: LeaseAnswer | null): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    // The bound is on the whole exchange: an authority that answers byte by byte must not hold the guard.
    const timer = setTimeout(() => done(null), withinMs);
    socket.once('error', () => done(null));
    socket.once('close', () => done(null));
    socket.once('connect', () => socket.write(`${JSON.stringify(question)}\n`));
    socket.on('data', (chunk) => {
      text += chunk.toString('utf8');
      const end = text.indexOf('\n');
      if (end >= 0) done(parse(text.slice(0, end)));
      else if (text.length > ANSWER_BYTES_MAX) done(null);
    });
  });
}

/** Anything that is not a whole answer counts as none. */
function parse(line: string): LeaseAnswer | null {
  try {
    const { granted, holder, epoch, ttlMs, why } = JSON.parse(line) as Partial<Record<keyof LeaseAnswer, unknown>>;
    if (typeof granted !== 'boolean' || typeof epoch !== 'number' || typeof ttlMs !== 'number') return null;
    return { granted, holder: textOr(holder), epoch, ttlMs, why: textOr(why) };
  } catch {
    return null;
  }
}

function textOr(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
