// Nodes: the two structs that tell a client where a partition's leader now is (KIP-951), shared by Produce and Fetch.
import { struct } from './struct.ts';
import { array, int32, nullableString, string } from './types.ts';

/** LeaderIdAndEpoch => leader_id leader_epoch TAG_BUFFER; leader_id => INT32, leader_epoch => INT32 */
export const leaderIdAndEpoch = struct({ leader: int32, epoch: int32 });

/** NodeEndpoints => [node_id host port rack TAG_BUFFER]; node_id, port => INT32, host => COMPACT_STRING, rack => COMPACT_NULLABLE_STRING */
export const nodeEndpoints = array(struct({ id: int32, host: string, port: int32, rack: nullableString }));
