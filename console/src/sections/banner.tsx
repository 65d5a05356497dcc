// The banner: the verdict as word and sign, the run in a sentence, when and what it was.
import type { DrillResult } from '../../../src/report/core.ts';
import { Sign } from '../outcome.tsx';
import { clock, date, plural, seconds } from '../words/format.ts';
import { storyOf } from '../words/story.ts';

const EXPECTATION: Readonly<Record<'pass' | 'fail', string>> = {
  pass: 'as expected',
  fail: 'as expected: this drill is built to go red',
};

export function Banner({ result }: { result: DrillResult }) {
  const { scenario, run, tool, outcome, asExpected } = result;
  const gaps = new Set([...result.gaps, ...result.check.gaps]).size;
  const facts: readonly (readonly [string, string])[] = [
    ['Date', `${date(run.startedWallMs)}, ${clock(run.startedWallMs)}`],
    ['Length', seconds(run.durationMs)],
    ['Replication', scenario.mechanism ?? 'none'],
    ['Kafka', scenario.topology.kafkaVersion],
    ['Scenario', scenario.name],
    ['Run', run.id],
  ];
  return (
    <header class={`banner banner-${outcome}`}>
      <div class="banner-inner">
        <p class="brand">
          <svg width="26" height="16" viewBox="0 0 26 16" aria-hidden="true">
            <path
              d="M1 6c4-6 8 4 12 0s8-4 12 0M1 13c4-6 8 4 12 0s8-4 12 0"
              fill="none"
              stroke="currentColor"
              stroke-width="2"
              stroke-linecap="round"
            />
          </svg>
          Tideover <span>disaster recovery drill</span>
        </p>
        <div class="verdict">
          <div class="seal">
            <Sign outcome={outcome} size={56} />
          </div>
          <div>
            <p class="verdict-line">
              <strong id="verdict">{outcome.toUpperCase()}</strong>
              <span class="expectation">
                {asExpected ? EXPECTATION[scenario.expected] : `expected: ${scenario.expected}`}
              </span>
            </p>
            <h1>{scenario.title}</h1>
          </div>
        </div>
        <p class="story">{storyOf(result)}</p>
        <dl class="facts">
          {facts.map(([term, value]) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        {gaps === 0 ? null : (
          <p class="banner-gaps">
            <a href="#gaps">{plural(gaps, 'thing')} this run could not show</a>
          </p>
        )}
        <p class="made-by">
          {tool.name} {tool.version}
          {tool.commit === null ? '' : ` (${tool.commit})`}, seed {run.seed}
        </p>
      </div>
      <svg class="tide" viewBox="0 0 1200 60" preserveAspectRatio="none" aria-hidden="true">
        <path d="M0 34c120-40 240 26 400 4s240-34 400-6 260 22 400-10v38H0z" class="tide-back" />
        <path d="M0 44c160-26 260 20 420 4s260-26 400-4 240 14 380-8v24H0z" class="tide-front" />
      </svg>
    </header>
  );
}
