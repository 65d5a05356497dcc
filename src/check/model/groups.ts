// GroupHistory: what the members of one consumer group were handed, assigned and committed.
import { Column } from './columns.ts';

export interface Member {
  readonly process: string;
  readonly kind: 'node' | 'java' | 'librdkafka';
  readonly site: string;
  readonly pointedAt: string;
  readonly clockErrorMs: number;
}

export interface Commit {
  readonly t: number;
  readonly member: number;
  readonly partition: number;
  readonly offset: number;
  readonly outcome: 'ok' | 'fail' | 'info';
  /** Number of the site that took it; filled in by attribution. */
  site: number;
}

export interface AssignmentChange {
  readonly t: number;
  readonly what: 'assign' | 'revoke' | 'lost';
  readonly member: number;
  readonly partition: number;
  readonly position: number | null;
}

export class GroupHistory {
  readonly name: string;
  readonly members: Member[] = [];
  readonly commits: Commit[] = [];
  readonly assignments: AssignmentChange[] = [];
  t = new Column();
  partition = new Column();
  offset = new Column();
  row = new Column();
  intact = new Column();
  member = new Column();
  /** Number of the site that served each delivery; filled in by attribution. */
  site = new Int8Array(0);

  constructor(name: string) {
    this.name = name;
  }

  get length(): number {
    return this.t.length;
  }

  /** Orders deliveries of all members by time; a member's own order is kept because the sort is stable. */
  seal(): void {
    this.commits.sort((a, b) => a.t - b.t);
    this.assignments.sort((a, b) => a.t - b.t);
    let sorted = true;
    for (let i = 1; i < this.length && sorted; i++) sorted = this.t.at(i) >= this.t.at(i - 1);
    if (!sorted) {
      const order = Array.from({ length: this.length }, (_, i) => i).sort((a, b) => this.t.at(a) - this.t.at(b));
      this.partition = this.partition.reordered(order);
      this.offset = this.offset.reordered(order);
      this.row = this.row.reordered(order);
      this.intact = this.intact.reordered(order);
      this.member = this.member.reordered(order);
      this.t = this.t.reordered(order);
    }
    this.site = new Int8Array(this.length);
  }
}
