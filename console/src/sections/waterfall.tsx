// RTO waterfall: the parts one after the other on one scale of time, then when each client was back.
import type { DrillResult } from '../../../src/report/core.ts';
import type { ClientRecovery, RtoSplit } from '../../../src/check/core.ts';
import { Section } from '../section.tsx';
import { seconds } from '../words/format.ts';

const PARTS: readonly (readonly [keyof Omit<RtoSplit, 'total'>, string, string])[] = [
  ['detect', 'Detect', 'until the site was judged lost'],
  ['decide', 'Decide', 'until it was decided to move'],
  ['fence', 'Fence', 'until the old site could take no writes'],
  ['promote', 'Promote', 'until a canary passed through every partition'],
  ['redirect', 'Redirect', 'until the name led to the survivor'],
  ['clients', 'Clients', 'until the last client was served again'],
];

interface Piece {
  readonly title: string;
  readonly why: string;
  readonly fromMs: number | null;
  readonly ms: number | null;
}

/** A part after an unknown one has no known beginning. */
function piecesOf(split: RtoSplit): Piece[] {
  let at: number | null = 0;
  return PARTS.map(([key, title, why]) => {
    const ms = split[key];
    const piece = { title, why, fromMs: at, ms };
    at = at === null || ms === null ? null : at + ms;
    return piece;
  });
}

export function Waterfall({ result }: { result: DrillResult }) {
  const { rto, clients } = result.check;
  const affected = clients.filter((client) => client.affected);
  const pieces = piecesOf(rto);
  const limit = result.verdicts.find((verdict) => verdict.objective.metric === 'rto')?.objective.limit ?? null;
  const longest = Math.max(
    1,
    rto.total ?? 0,
    ...pieces.map((piece) => (piece.fromMs ?? 0) + (piece.ms ?? 0)),
    ...affected.map((client) => client.recoveredMs ?? 0),
  );
  const limitShown = limit !== null && limit <= longest * 1.7;
  const scale = Math.max(longest, limitShown ? limit : 0) * 1.04;
  const percent = (ms: number): string => `${(ms / scale) * 100}%`;
  const lead =
    rto.total === null
      ? 'The last client had not come back when the run ended.'
      : `${seconds(rto.total)} from the loss to the last client.`;
  return (
    <Section id="waterfall" title="Where the time went" lead={lead}>
      <div class="card waterfall">
        {pieces.map((piece) => (
          <div class="fall-row" key={piece.title} title={piece.why}>
            <span class="fall-name">{piece.title}</span>
            <span class="fall-track">
              {piece.ms === null || piece.fromMs === null ? (
                <span class="fall-unknown">unknown</span>
              ) : (
                <span
                  class={piece.title === 'Clients' ? 'fall-piece fall-later' : 'fall-piece'}
                  style={{ left: percent(piece.fromMs), width: `max(3px, ${percent(piece.ms)})` }}
                />
              )}
            </span>
            <span class="fall-time">{seconds(piece.ms)}</span>
          </div>
        ))}
        <div class="fall-clients">
          {lanesOf(affected).map(([title, members]) => (
            <Lane key={title} title={title} members={members} percent={percent} />
          ))}
        </div>
        <Scale scaleMs={scale} percent={percent} limit={limitShown ? limit : null} />
        {limit !== null && !limitShown ? (
          <p class="muted small">The limit, {limit / 1000} s, lies to the right of this scale.</p>
        ) : null}
      </div>
    </Section>
  );
}

function lanesOf(clients: readonly ClientRecovery[]): [string, ClientRecovery[]][] {
  const lanes = new Map<string, ClientRecovery[]>();
  for (const client of clients) {
    const title = `${client.kind} ${client.role}s`;
    lanes.set(title, [...(lanes.get(title) ?? []), client]);
  }
  return [...lanes];
}

function Lane({
  title,
  members,
  percent,
}: {
  title: string;
  members: readonly ClientRecovery[];
  percent: (ms: number) => string;
}) {
  const known = members.flatMap((client) => (client.recoveredMs === null ? [] : [client.recoveredMs]));
  const never = members.length - known.length;
  const last = never > 0 ? 'never' : seconds(Math.max(...known));
  return (
    <div class="fall-row">
      <span class="fall-name">{title}</span>
      <span class="fall-track fall-lane">
        {members.map((client) =>
          client.recoveredMs === null ? (
            <span
              key={client.client}
              class="dot dot-never"
              title={`${client.client}: not back at the end of the run`}
            />
          ) : (
            <span
              key={client.client}
              class={`dot dot-${client.role}`}
              style={{ left: percent(client.recoveredMs) }}
              title={`${client.client}: back after ${seconds(client.recoveredMs)}`}
            />
          ),
        )}
      </span>
      <span class="fall-time">{last}</span>
    </div>
  );
}

function Scale({
  scaleMs,
  percent,
  limit,
}: {
  scaleMs: number;
  percent: (ms: number) => string;
  limit: number | null;
}) {
  const step = [1, 2, 5, 10, 20, 30, 60, 120, 300].find((seconds) => scaleMs / (seconds * 1000) <= 8) ?? 600;
  const ticks = Array.from({ length: Math.floor(scaleMs / (step * 1000)) + 1 }, (_, index) => index * step);
  return (
    <div class="fall-row fall-scale" aria-hidden="true">
      <span class="fall-unit">seconds from T0</span>
      <span class="fall-track">
        {ticks.map((tick) => (
          <span key={tick} class="tick" style={{ left: percent(tick * 1000) }}>
            {tick}
          </span>
        ))}
        {limit === null ? null : <span class="fall-limit" style={{ left: percent(limit) }} title="limit" />}
      </span>
      <span />
    </div>
  );
}
