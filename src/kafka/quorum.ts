// Quorum: who the active controller is. Metadata answers name any broker in KRaft mode (KIP-919 context: MetadataResponse.controllerId is a random alive broker), so the quorum itself is asked.
import type { Deadline } from './deadline.ts';
import { Failure } from './failure.ts';
import type { Session } from './session.ts';

const METADATA_TOPIC = '__cluster_metadata';

/** Node id of the leader of the metadata quorum (DescribeQuorum, key 55, forwarded by any broker). */
export async function fetchActiveController(session: Session, deadline: Deadline): Promise<number> {
  const topics = [{ topicName: METADATA_TOPIC, partitions: [{ partitionIndex: 0 }] }];
  const answer = await session.any(session.library.describeQuorumV2.api, [topics], deadline);
  const leader = answer.topics[0]?.partitions[0]?.leaderId ?? -1;
  if (leader < 0) throw new Failure('transient', 'the metadata quorum has no leader now');
  return leader;
}
