// Progress: a listener of the event stream; a live line on a terminal, one line every few seconds elsewhere.
import type { TideEvent } from '../base/core.ts';
import type { Terminal } from './terminal.ts';

/** Time between two lines where there is no terminal. */
const QUIET_TIME_MS = 5_000;

/** Events that are figures rather than news: they refresh the live line and never become a line of their own. */
const FIGURES: readonly string[] = ['drill.progress', 'replicate.progress', 'replicate.comparing'];

/** Of a running link, what an operator must see: holes, alarms, changes at the target, positions that went back. */
const LINK_NEWS: readonly string[] = [
  'link.alarm',
  'link.quarantined',
  'link.gap',
  'control.topic-changed',
  'control.change-refused',
  'control.topic-alarm',
  'control.group-rewound',
];

/** One per partition: the result lists them. */
const QUIET: readonly string[] = [...FIGURES, 'replicate.compared'];

/** What happened in a drill or to a link is told line by line; what happens inside the rooms below only with -v. */
const isNews = ({ type }: TideEvent): boolean =>
  LINK_NEWS.includes(type) || (/^(?:drill|replicate)\./.test(type) && !QUIET.includes(type));

export interface Progress {
  listen(event: TideEvent): void;
  end(): void;
}

/** Times are seconds since the first event. Pure in its timing: it speaks only when an event arrives. */
export function showProgress(terminal: Terminal): Progress {
  let firstMs: number | undefined;
  let spokenMs = Number.NEGATIVE_INFINITY;
  let figures = '';
  let latest = '';
  return {
    listen: (event) => {
      if (terminal.options.output === 'json') {
        terminal.data(`${JSON.stringify(event)}\n`);
        return;
      }
      firstMs ??= event.monotonicMs;
      const at = `${((event.monotonicMs - firstMs) / 1000).toFixed(1).padStart(6)} s`;
      if (FIGURES.includes(event.type)) {
        figures = event.say;
        // Figures belong to a phase that lasts; the last piece of news beside them would read as if it went on.
        if (typeof event.data['phase'] === 'string') latest = `${event.data['phase']}:`;
      } else {
        latest = event.say;
        figures = '';
      }
      const line = `${at}  ${[latest, figures].filter((text) => text !== '').join('  ')}`;
      const news = terminal.options.verbose ? !FIGURES.includes(event.type) : isNews(event);
      if (news) terminal.talk(`${at}  ${terminal.options.verbose ? `${event.type}  ` : ''}${event.say}`);
      if (terminal.live) terminal.status(line);
      else if (!news && event.monotonicMs - spokenMs >= QUIET_TIME_MS) terminal.talk(line);
      if (news || event.monotonicMs - spokenMs >= QUIET_TIME_MS) spokenMs = event.monotonicMs;
    },
    end: () => terminal.status(undefined),
  };
}
