// Renderings of control plans: one line per change, alarm and difference, for a person who decides. Pure.
import type { AccessPlan } from './access-plan.ts';
import { aclLine, quotaLine } from './access-lines.ts';
import type { ControlAlarm } from './alarm.ts';
import type { TopicChange, TopicPlan } from './topic-shapes.ts';

export function renderChange(change: TopicChange): string {
  if (change.kind === 'create') {
    const configs = Object.entries(change.configs)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `${name}=${value}`);
    return `create ${change.topic}: ${change.partitions} partitions, replication factor ${change.replicationFactor}, ${configs.join(' ')} (${change.why})`;
  }
  if (change.kind === 'grow') {
    return `grow ${change.topic}: ${change.from} to ${change.to} partitions (${change.why})`;
  }
  const to = change.to ?? 'the default';
  return `set ${change.topic}: ${change.setting} ${change.from ?? 'unset'} to ${to} (${change.why})`;
}

export function renderAlarm({ code, weight, say, next }: ControlAlarm): string {
  return `${weight} ${code}: ${say} ${next}`;
}

export function renderTopicPlan(plan: TopicPlan): readonly string[] {
  const lines = [...plan.changes.map(renderChange), ...plan.alarms.map(renderAlarm)];
  return lines.length === 0 ? ['Topics: nothing to change.'] : lines;
}

/** What would be written, what differs and stays, what cannot be copied. Never a password. */
export function renderAccessPlan(plan: AccessPlan): readonly string[] {
  const lines = [
    ...plan.acls.create.map((one) => `create ACL ${aclLine(one)}`),
    ...plan.acls.remove.map((one) => `remove ACL ${aclLine(one)}`),
    ...plan.acls.held.map(
      (one) => `held ACL ${aclLine(one)} (it would let producers write into the copy; created at promotion)`,
    ),
    ...plan.acls.surplus.map((one) => `only at the target, stays: ACL ${aclLine(one)}`),
    ...plan.quotas.change.map((one) => `set quota ${quotaLine(one)}`),
    ...plan.quotas.surplus.map((one) => `only at the target, stays: quota ${quotaLine(one)}`),
    ...plan.users.create.map((one) => `create SCRAM user ${one.user} with ${one.mechanism} from the supplied secret`),
    ...plan.alarms.map(renderAlarm),
  ];
  return lines.length === 0 ? ['ACLs, quotas and users: nothing to change.'] : lines;
}
