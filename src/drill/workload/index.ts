// The acting door of the workload: starts client processes, the final read and the second opinion in a lab.
export { runFinalRead, startConsumer, startProducer } from './start.ts';
export type { FinalReadResult } from './start.ts';
export { secondOpinion } from './second-opinion.ts';
export type { PartitionCount, SecondOpinion, SecondOpinionRequest } from './second-opinion.ts';
export { CONFLUENT_KAFKA_VERSION, detectLibrdkafka, installLibrdkafka } from './librdkafka.ts';
export type { LibrdkafkaFound } from './librdkafka.ts';
export { WORKLOAD_ERRORS } from './errors.ts';
