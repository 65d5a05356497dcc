// References inside a deployment: each name that points somewhere must point at something, and names must be unique.
import { didYouMean } from './did-you-mean.ts';
import type { Deployment } from './schema/deployment.ts';
import type { Path } from './problems.ts';

export interface ReferenceProblem {
  readonly path: Path;
  readonly say: string;
}

/** Problems that no single value shows: dangling names, doubles, a flow from a cluster to itself, missing roles. */
export function referenceProblems({ spec }: Deployment): readonly ReferenceProblem[] {
  const sites = spec.sites.map((site) => site.name);
  const clusters = spec.clusters.map((cluster) => cluster.name);
  return [
    ...doubles(sites, ['spec', 'sites']),
    ...doubles(clusters, ['spec', 'clusters']),
    ...doubles(
      spec.replication.map((flow) => flow.name),
      ['spec', 'replication'],
    ),
    ...doubles(
      spec.switches.map((entry) => entry.name),
      ['spec', 'switches'],
    ),
    ...doubles(
      spec.objectives.map((objective) => objective.tier),
      ['spec', 'objectives'],
      'tier',
    ),
    ...spec.clusters.flatMap((cluster, i) => dangling(cluster.site, sites, 'site', ['spec', 'clusters', i, 'site'])),
    ...spec.replication.flatMap((flow, i) => [
      ...dangling(flow.from, clusters, 'cluster', ['spec', 'replication', i, 'from']),
      ...dangling(flow.to, clusters, 'cluster', ['spec', 'replication', i, 'to']),
      ...(flow.from === flow.to
        ? [{ path: ['spec', 'replication', i, 'to'], say: `the flow ${flow.name} leads from ${flow.from} to itself` }]
        : []),
    ]),
    ...(spec.sites.filter((site) => site.role === 'primary').length > 1
      ? [{ path: ['spec', 'sites'], say: 'more than one site has the role primary' }]
      : []),
    ...secretsInClear(spec),
  ];
}

function doubles(names: readonly string[], path: Path, key = 'name'): readonly ReferenceProblem[] {
  return names.flatMap((name, i) =>
    names.indexOf(name) === i ? [] : [{ path: [...path, i, key], say: `${name} is declared twice` }],
  );
}

function dangling(name: string, known: readonly string[], noun: string, path: Path): readonly ReferenceProblem[] {
  if (known.includes(name)) return [];
  const near = didYouMean(name, known);
  return [
    {
      path,
      say: `there is no ${noun} ${name}; ${near === undefined ? `declared: ${known.join(', ')}` : `did you mean ${near}?`}`,
    },
  ];
}

const SECRET_KEY = /password|secret|jaas|ssl\.keystore\.key$|token(?!\.endpoint)/i;

/** The deployment is committed to git and printed in reports: a secret must be a reference. */
function secretsInClear(spec: Deployment['spec']): readonly ReferenceProblem[] {
  return spec.clusters.flatMap((cluster, i) =>
    Object.entries(cluster.properties)
      .filter(([key, value]) => SECRET_KEY.test(key) && !/\$\{(env|file):[^}]+\}/.test(value))
      .map(([key]) => ({
        path: ['spec', 'clusters', i, 'properties', key],
        say: `${key} holds a secret in clear; write \${env:NAME} or \${file:/path} instead`,
      })),
  );
}
