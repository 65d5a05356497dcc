// Events of the drill: what happens now, for the terminal, JSON lines and the report's timeline.
import type { EventTable } from '../base/core.ts';

export const DRILL_EVENTS = {
  'drill.phase': 'A phase of the drill begins: { phase, title }.',
  'drill.progress':
    'Once a second while the workload runs: { acknowledged, perSecond, delivered, exposureRecords, exposureMs, phase }.',
  'drill.fault': 'A fault was injected and proven effective: { kind, title, site, effectiveAt, proof }.',
  'drill.healed': 'A fault ended: { kind, title }.',
  'drill.assessment': 'The assessment of the primary changed: { state, evidence }.',
  'drill.failover': 'A phase of the failover ended: { phase, tookMs }.',
  'drill.client': 'A client recovered: { client, role, afterMs }.',
  'drill.gap': 'Something the drill cannot show this time: { what, why, next }.',
  'drill.checked': 'The checker has finished: { outcome, anomalies }.',
  'drill.report': 'The report is written: { html, json }.',
} as const satisfies EventTable;

export type DrillEventType = keyof typeof DRILL_EVENTS;
