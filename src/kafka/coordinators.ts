// Coordinators: which broker coordinates which group, remembered until an answer says otherwise (FindCoordinator v4, KIP-699).
import type { Refused } from './administration.ts';
import type { Deadline } from './deadline.ts';
import { fetchMetadata } from './metadata.ts';
import { refusal } from './refused.ts';
import type { Session } from './session.ts';

const COORDINATOR_GROUP = 0;
const GROUPS_PER_REQUEST = 200;
const UNKNOWN_TOPIC_OR_PARTITION = 3;
const OFFSETS_TOPIC = '__consumer_offsets';
/** COORDINATOR_LOAD_IN_PROGRESS keeps its coordinator; these two mean another one. */
const MOVED: ReadonlySet<number> = new Set([15, 16]);

export interface Located {
  readonly byBroker: ReadonlyMap<number, readonly string[]>;
  readonly refused: ReadonlyMap<string, Refused>;
}

export class Coordinators {
  readonly #brokerOf = new Map<string, number>();
  #offsetsTopicSeen = false;

  /** False on a cluster where nobody has committed yet; asking for a coordinator there would create the topic. */
  async offsetsTopicExists(session: Session, deadline: Deadline): Promise<boolean> {
    if (!this.#offsetsTopicSeen) {
      const { topics } = await fetchMetadata(session, [OFFSETS_TOPIC], deadline);
      this.#offsetsTopicSeen = topics[0]?.errorCode !== UNKNOWN_TOPIC_OR_PARTITION;
    }
    return this.#offsetsTopicSeen;
  }

  /** Asks only for groups whose coordinator is not known. A group without one now is refused with Kafka's code. */
  async locate(session: Session, groups: readonly string[], deadline: Deadline): Promise<Located> {
    const refused = new Map<string, Refused>();
    const unknown = groups.filter((group) => !this.#brokerOf.has(group));
    for (let i = 0; i < unknown.length; i += GROUPS_PER_REQUEST) {
      await this.#ask(session, unknown.slice(i, i + GROUPS_PER_REQUEST), refused, deadline);
    }
    const byBroker = new Map<number, string[]>();
    for (const group of groups) {
      const broker = this.#brokerOf.get(group);
      if (broker === undefined) continue;
      const known = byBroker.get(broker);
      if (known === undefined) byBroker.set(broker, [group]);
      else known.push(group);
    }
    return { byBroker, refused };
  }

  /** To be told every code that a coordinator answered for a group. */
  learn(group: string, code: number): void {
    if (MOVED.has(code)) this.#brokerOf.delete(group);
  }

  forget(groups: readonly string[]): void {
    for (const group of groups) this.#brokerOf.delete(group);
  }

  async #ask(
    session: Session,
    groups: readonly string[],
    refused: Map<string, Refused>,
    deadline: Deadline,
  ): Promise<void> {
    const api = session.library.findCoordinatorV4.api;
    const answer = await session.any(api, [COORDINATOR_GROUP, [...groups]], deadline);
    const brokers = session.brokersKnown();
    const added = new Map<number, (typeof brokers)[number]>();
    for (const one of answer.coordinators) {
      if (one.errorCode === 0) {
        this.#brokerOf.set(one.key, one.nodeId);
        if (!brokers.some((known) => known.id === one.nodeId)) {
          added.set(one.nodeId, { id: one.nodeId, host: one.host, port: one.port, rack: null });
        }
      } else {
        const item = `coordinator of group ${one.key}`;
        refused.set(one.key, refusal(session, { item, code: one.errorCode, message: one.errorMessage }));
      }
    }
    if (added.size > 0) session.learnBrokers([...brokers, ...added.values()]);
  }
}
