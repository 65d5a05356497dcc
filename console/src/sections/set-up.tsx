// Set-up: configuration, environment, workload; folded, because it matters only to who wants to repeat it.
import type { DrillResult } from '../../../src/report/core.ts';
import { Section } from '../section.tsx';
import { bytes, count, seconds } from '../words/format.ts';

export function Setup({ result }: { result: DrillResult }) {
  const { workload, topology } = result.scenario;
  const rate = workload.producers.reduce((sum, producer) => sum + producer.recordsPerSecond, 0);
  const partitions = workload.topics.reduce((sum, topic) => sum + topic.partitions, 0);
  const declared: Record<string, string> = {
    'records per second': count(rate),
    'bytes per record': [...new Set(workload.producers.map((producer) => bytes(producer.recordBytes)))].join(', '),
    topics: workload.topics
      .map((topic) => `${topic.name} (${topic.partitions}${topic.mirrored ? '' : ', not replicated'})`)
      .join(', '),
    partitions: count(partitions),
    producers: workload.producers.map((producer) => `${producer.session} (${producer.kind})`).join(', '),
    groups: workload.groups.map((group) => `${group.group} (${group.kind}, ${group.members})`).join(', '),
    'client settings': workload.clientSettings,
    'served means acknowledged within': seconds(workload.deadlineMs),
    security: topology.security,
    seed: String(result.run.seed),
    'run directory': result.run.directory,
  };
  return (
    <Section id="set-up" title="Set-up">
      <Fold title="Workload as declared" entries={declared} />
      <Fold title="Environment" entries={result.environment} />
      {result.configuration.map((snapshot) => (
        <Fold key={snapshot.title} title={`Configuration: ${snapshot.title}`} entries={snapshot.entries} />
      ))}
    </Section>
  );
}

function Fold({ title, entries }: { title: string; entries: Readonly<Record<string, string>> }) {
  return (
    <details class="fold">
      <summary>{title}</summary>
      <div class="table-frame" role="region" aria-label={title} tabIndex={0}>
        <table class="settings">
          <tbody>
            {Object.entries(entries).map(([key, value]) => (
              <tr key={key}>
                <th scope="row">{key}</th>
                <td>{value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
