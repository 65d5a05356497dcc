// Tests of how plans, status, comparisons, promotions and ways back are printed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertGolden } from '../../test/tree/golden.ts';
import { PLAN, PROMOTION, REVERSE, STATUS, VERIFY } from './fixtures/replicate.ts';
import { renderPlan } from './print-replicate-plan.ts';
import { renderPromotionPlan } from './print-replicate-promote.ts';
import { renderReverse } from './print-replicate-reverse.ts';
import { renderStatus } from './print-replicate-status.ts';
import { renderVerify } from './print-replicate-verify.ts';

const golden = (name: string, text: string): void => assertGolden(import.meta.dirname, name, text);

test('a plan tells changes, decisions, groups, access, what is not carried, and rights', () => {
  golden('replicate-plan.txt', renderPlan(PLAN));
});

test('a look that was denied leaves its part of the plan unknown, never empty', () => {
  const text = renderPlan({
    ...PLAN,
    groups: [],
    groupsUnknown: 'Denied.',
    accessLines: [],
    accessUnknown: 'Denied, too.',
  });

  assert.match(text, /GROUPS\n {2}unknown: Denied\.\n/);
  assert.match(text, /write them with --access copy\)\n {2}unknown: Denied, too\.\n/);
});

test('a status has one line per topic, wide one per partition; what is unknown is never 0', () => {
  golden('replicate-status.txt', renderStatus(STATUS, false));
  golden('replicate-status-wide.txt', renderStatus(STATUS, true));
});

test('a link that does not answer is unknown in every word', () => {
  const why = [{ say: 'The link paris-to-london has died: process 4711 is gone.', next: 'Start it again.' }];
  const text = renderStatus({ ...STATUS, verdict: 'unknown', why, link: null, exposure: null, rpo: null }, false);

  golden('replicate-status-silent.txt', text);
  assert.doesNotMatch(text, /\b0\b/);
});

test('a comparison names the first record that differs, and tells lag and blind spots apart from differences', () => {
  golden('replicate-verify.txt', renderVerify(VERIFY, false));
  golden('replicate-verify-wide.txt', renderVerify(VERIFY, true));
});

test('a promotion plan names the point of no return, and says when nobody knows what is missing', () => {
  golden('replicate-promote.txt', renderPromotionPlan(PROMOTION));
  assert.match(renderPromotionPlan({ ...PROMOTION, missing: null }), /What london lacks is unknown/);
});

test('a way back lists the tails', () => {
  golden('replicate-reverse.txt', renderReverse(REVERSE, false));
});
