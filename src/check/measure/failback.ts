// Failback: what the planned way back cost: records lost, overwritten, doubled, in other places, positions moved. By identity, from the final reads.
import { formatCount } from '../../base/core.ts';
import { extraCopies } from '../model/copies.ts';
import type { Evidence } from '../model/evidence.ts';
import { type Model, PRIMARY, STANDBY, siteAt } from '../model/model.ts';
import { STATE } from '../model/records.ts';
import { VERDICT } from '../model/verdicts.ts';
import { isBack, isUncarried, isWhole } from '../model/way-back.ts';
import type { ClientRecovery, Failback } from '../result.ts';

/** Null in a run without a way back. `clients`: for the planned outage. */
export function failbackOf(evidence: Evidence, clients: readonly ClientRecovery[]): Failback | null {
  const { model, wayBack } = evidence;
  if (model.wayBack === null) return null;
  const completed = isBack(model);
  const overwritten = rowsWith(evidence, VERDICT.overwritten);
  const lost = completed ? absentRows(model).filter((row) => evidence.verdicts[row] !== VERDICT.overwritten) : [];
  const counted = new Set([...overwritten, ...lost]);
  const fenced = fencedWrites(model);
  const copies = extraCopies(evidence);
  const unexpected = completed ? copies.filter((copy) => isUnexpected(model, copy)) : [];
  const doubled = new Set(unexpected.map((copy) => `${copy.site}/${copy.partition}/${copy.offset}`));
  const added = (wayBack?.added ?? []).filter(
    ({ partition, place }) => !doubled.has(`${model.wayBack?.site}/${partition}/${place}`),
  );
  const holes = (wayBack?.holes ?? []).filter(({ row }) => !counted.has(row));
  const outage = completed ? plannedOutage(clients) : null;
  return {
    mode: model.wayBack.mode,
    completed,
    lost: lost.length,
    overwritten: overwritten.length,
    fencedWrites: fenced.filter((row) => !counted.has(row)).length,
    unexpectedCopies: unexpected.length,
    recoveredCopies: copies.filter((copy) => copy.cause === 'dup.recovered').length,
    different: holes.length + added.length + (wayBack?.different.length ?? 0),
    misplacedPositions: evidence.audits.reduce((sum, audit) => sum + audit.misplaced.length, 0),
    partitions: wayBack?.partitions ?? 0,
    equalPartitions: wayBack?.equal ?? 0,
    comparedRecords: wayBack?.records ?? 0,
    outageMs: outage,
    unknown: unknownBecause(evidence),
  };
}

/** Records acknowledged by anybody that the returned primary does not hold in the end; retention and transactions that did not commit excepted. */
function absentRows(model: Model): number[] {
  const { records, wayBack } = model;
  const rows: number[] = [];
  for (let row = 0; row < records.length; row++) {
    if (records.state.at(row) !== STATE.ok || isUncarried(model, row)) continue;
    const partition = records.ackPartition.at(row);
    const log = siteAt(model, wayBack?.site ?? PRIMARY).log;
    const returned = log.at(partition);
    if (model.mirrored[partition] !== true || log.has(row) || !isWhole(returned)) continue;
    if (records.ackOffset.at(row) >= 0 && records.ackOffset.at(row) < returned.earliest) continue;
    rows.push(row);
  }
  return rows;
}

/** Acknowledged by the old primary between the promotion and its opening: whatever became of them, the site was not quiet. */
function fencedWrites(model: Model): number[] {
  const { records } = model;
  const rows: number[] = [];
  for (let row = 0; row < records.length; row++) {
    if (records.state.at(row) !== STATE.ok || model.ackSite[row] !== PRIMARY) continue;
    if (model.mirrored[records.ackPartition.at(row)] !== true) continue;
    if (records.ackedAt.at(row) - records.sessionAt(row).clockErrorMs > model.promotedAt) rows.push(row);
  }
  return rows;
}

/** Copies that the way back made: at the returned primary, or by recovering into the survivor what it held already. */
function isUnexpected(model: Model, copy: ReturnType<typeof extraCopies>[number]): boolean {
  if (copy.cause === 'dup.failback') return true;
  const recovered = copy.cause === 'dup.replay' || copy.cause === 'dup.link';
  return copy.site === STANDBY && recovered && copy.offset >= (model.cut[copy.partition] ?? Infinity);
}

function rowsWith(evidence: Evidence, verdict: number): number[] {
  return [...evidence.verdicts.keys()].filter((row) => evidence.verdicts[row] === verdict);
}

/** From the closing of the survivor to the last client that was served again; null while one never was. */
function plannedOutage(clients: readonly ClientRecovery[]): number | null {
  const times = clients.filter((client) => client.affected).map((client) => client.failbackOutageMs ?? null);
  return times.length === 0 || times.includes(null)
    ? null
    : times.reduce<number>((most, ms) => Math.max(most, ms ?? 0), 0);
}

/** Why 0 would prove nothing. */
function unknownBecause(evidence: Evidence): string | null {
  const { model, wayBack } = evidence;
  const { primary, standby } = model.facts;
  if (!siteAt(model, PRIMARY).log.read)
    return `${primary} was not read between its return and the way back, so nobody can say what it came back with`;
  if (!isBack(model)) return `the way back did not come to its end: ${primary} was not opened to clients`;
  const unread = [STANDBY, model.wayBack?.site ?? PRIMARY].find((site) => !siteAt(model, site).log.read);
  if (unread !== undefined) return `the final read of ${unread === STANDBY ? standby : primary} is missing`;
  return wayBack?.unknown ?? model.gaps[0] ?? null;
}

/** One sentence for people: what was lost, and how much was found equal. */
export function failbackWords(model: Model, failback: Failback): string {
  const { partitions, equalPartitions, comparedRecords } = failback;
  const point = failback.mode === 'shift' ? ' from the divergence point' : '';
  const parts = [
    `${formatCount(failback.lost)} lost, ${formatCount(failback.overwritten)} overwritten`,
    ...(failback.completed
      ? [
          `both regions equal${point} in ${equalPartitions} of ${partitions} partitions (${formatCount(comparedRecords)} records compared)`,
        ]
      : ['not completed']),
  ];
  const more: readonly (readonly [number, string])[] = [
    [failback.different, 'places with different records'],
    [failback.unexpectedCopies, 'unexpected copies'],
    [failback.misplacedPositions, 'group positions that disagree'],
    [failback.fencedWrites, `writes taken by ${model.facts.primary} while it was fenced`],
    [failback.recoveredCopies, `recovered records twice at ${model.facts.primary}, as declared`],
  ];
  for (const [count, say] of more) if (count > 0) parts.push(`${formatCount(count)} ${say}`);
  return parts.join('; ');
}

export function failbackViolations(failback: Failback): number {
  const { lost, overwritten, fencedWrites: fenced, unexpectedCopies, different, misplacedPositions } = failback;
  return lost + overwritten + fenced + unexpectedCopies + different + misplacedPositions;
}
