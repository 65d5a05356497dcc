// The decision table: from how many vantages see what, to the state of a site. Total for the compiler; nothing else decides.

export type SiteState = 'HEALTHY' | 'DEGRADED' | 'UNREACHABLE_FROM_ONE' | 'PARTITIONED' | 'LOST' | 'UNKNOWN';

export type Some = 'none' | 'some';
export type Few = 'none' | 'one' | 'many';

/** Sights of the usable vantages outside the site. */
export type Row = `clear:${Some} grey:${Few} blind:${Few} doubt:${Some}`;

export interface Cell {
  readonly state: SiteState;
  readonly why: string;
}

const healthy: Cell = { state: 'HEALTHY', why: 'records are written with acks=all and read back from outside' };
const fromOne: Cell = {
  state: 'UNREACHABLE_FROM_ONE',
  why: 'one vantage is cut off or cannot write, another one can: the site serves',
};
const parted: Cell = {
  state: 'PARTITIONED',
  why: 'several vantages cannot use the site, another one can: the network is parted',
};
const degraded: Cell = {
  state: 'DEGRADED',
  why: 'the site answers metadata, but takes no write with acks=all from anywhere',
};
const lost: Cell = { state: 'LOST', why: 'no vantage outside the site got any answer for the whole bound' };
const waiting: Cell = { state: 'UNKNOWN', why: 'probes fail, but not yet for as long as the policy asks' };
const nobody: Cell = { state: 'UNKNOWN', why: 'no vantage outside the site can testify' };

export const DECISIONS: Readonly<Record<Row, Cell>> = {
  'clear:none grey:none blind:none doubt:none': nobody,
  'clear:none grey:none blind:none doubt:some': waiting,
  'clear:none grey:none blind:one doubt:none': lost,
  'clear:none grey:none blind:one doubt:some': waiting,
  'clear:none grey:none blind:many doubt:none': lost,
  'clear:none grey:none blind:many doubt:some': waiting,
  'clear:none grey:one blind:none doubt:none': degraded,
  'clear:none grey:one blind:none doubt:some': waiting,
  'clear:none grey:one blind:one doubt:none': degraded,
  'clear:none grey:one blind:one doubt:some': waiting,
  'clear:none grey:one blind:many doubt:none': degraded,
  'clear:none grey:one blind:many doubt:some': waiting,
  'clear:none grey:many blind:none doubt:none': degraded,
  'clear:none grey:many blind:none doubt:some': waiting,
  'clear:none grey:many blind:one doubt:none': degraded,
  'clear:none grey:many blind:one doubt:some': waiting,
  'clear:none grey:many blind:many doubt:none': degraded,
  'clear:none grey:many blind:many doubt:some': waiting,
  'clear:some grey:none blind:none doubt:none': healthy,
  'clear:some grey:none blind:none doubt:some': healthy,
  'clear:some grey:none blind:one doubt:none': fromOne,
  'clear:some grey:none blind:one doubt:some': fromOne,
  'clear:some grey:none blind:many doubt:none': parted,
  'clear:some grey:none blind:many doubt:some': parted,
  'clear:some grey:one blind:none doubt:none': fromOne,
  'clear:some grey:one blind:none doubt:some': fromOne,
  'clear:some grey:one blind:one doubt:none': parted,
  'clear:some grey:one blind:one doubt:some': parted,
  'clear:some grey:one blind:many doubt:none': parted,
  'clear:some grey:one blind:many doubt:some': parted,
  'clear:some grey:many blind:none doubt:none': parted,
  'clear:some grey:many blind:none doubt:some': parted,
  'clear:some grey:many blind:one doubt:none': parted,
  'clear:some grey:many blind:one doubt:some': parted,
  'clear:some grey:many blind:many doubt:none': parted,
  'clear:some grey:many blind:many doubt:some': parted,
};

const few = (count: number): Few => (count === 0 ? 'none' : count === 1 ? 'one' : 'many');
const some = (count: number): Some => (count === 0 ? 'none' : 'some');

export interface Tally {
  readonly clear: number;
  readonly grey: number;
  readonly blind: number;
  readonly doubt: number;
}

export function rowOf(tally: Tally): Row {
  return `clear:${some(tally.clear)} grey:${few(tally.grey)} blind:${few(tally.blind)} doubt:${some(tally.doubt)}`;
}
