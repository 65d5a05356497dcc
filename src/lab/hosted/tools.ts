// Kafka's own tools by short name, for `lab exec`: class, and the options that connect it when the user gives none.

export interface KafkaTool {
  readonly name: string;
  readonly mainClass: string;
  /** Option that takes the bootstrap servers, and the one that takes a properties file; null where the tool has none. */
  readonly bootstrap: string | null;
  readonly config: string | null;
}

const tool = (
  name: string,
  mainClass: string,
  bootstrap: string | null = '--bootstrap-server',
  config: string | null = '--command-config',
): KafkaTool => ({ name, mainClass, bootstrap, config });

const TOOLS = 'org.apache.kafka.tools';

/** Class names as in Kafka 4.3. */
export const KAFKA_TOOLS: readonly KafkaTool[] = [
  tool('acls', `${TOOLS}.AclCommand`),
  tool('broker-api-versions', `${TOOLS}.BrokerApiVersionsCommand`),
  tool('cluster', `${TOOLS}.ClusterTool`, '--bootstrap-server', null),
  tool('configs', 'kafka.admin.ConfigCommand'),
  tool('console-consumer', `${TOOLS}.consumer.ConsoleConsumer`),
  tool('console-producer', `${TOOLS}.ConsoleProducer`),
  tool('consumer-groups', `${TOOLS}.consumer.group.ConsumerGroupCommand`),
  tool('delete-records', `${TOOLS}.DeleteRecordsCommand`),
  tool('features', `${TOOLS}.FeatureCommand`),
  tool('get-offsets', `${TOOLS}.GetOffsetShell`),
  tool('groups', `${TOOLS}.GroupsCommand`),
  tool('leader-election', `${TOOLS}.LeaderElectionCommand`, '--bootstrap-server', '--admin.config'),
  tool('log-dirs', `${TOOLS}.LogDirsCommand`),
  tool('metadata-quorum', `${TOOLS}.MetadataQuorumCommand`),
  tool('producer-perf-test', `${TOOLS}.ProducerPerformance`),
  tool('reassign-partitions', `${TOOLS}.reassign.ReassignPartitionsCommand`),
  tool('topics', `${TOOLS}.TopicCommand`),
  tool('transactions', `${TOOLS}.TransactionsCommand`),
  tool('verifiable-consumer', `${TOOLS}.VerifiableConsumer`),
  tool('verifiable-producer', `${TOOLS}.VerifiableProducer`),
];

/** Arguments with the connection options added where the user gave none. */
export function connectedArguments(
  kafka: KafkaTool,
  args: readonly string[],
  bootstrap: string,
  configFile: string | null,
): readonly string[] {
  const given = (option: string): boolean => args.some((arg) => arg === option || arg.startsWith(`${option}=`));
  const added: string[] = [];
  if (kafka.bootstrap !== null && !given(kafka.bootstrap)) added.push(kafka.bootstrap, bootstrap);
  if (configFile !== null && kafka.config !== null && !given(kafka.config)) added.push(kafka.config, configFile);
  return [...args, ...added];
}
