// Evidence: the model with everything derived that more than one anomaly or measure needs, computed once.
import { type GroupAudit, auditGroup } from './group-audit.ts';
import { type Losses, lossesOf } from './losses.ts';
import type { Model } from './model.ts';
import { verdictsOf } from './verdicts.ts';
import { type WayBackAudit, auditWayBack } from './way-back-audit.ts';

export interface Evidence {
  readonly model: Model;
  /** Per row: VERDICT of its acknowledgement. */
  readonly verdicts: Uint8Array;
  readonly losses: Losses;
  readonly audits: readonly GroupAudit[];
  /** Null without a completed way back. */
  readonly wayBack: WayBackAudit | null;
}

export function evidenceOf(model: Model): Evidence {
  const verdicts = verdictsOf(model);
  return {
    model,
    verdicts,
    losses: lossesOf(model, verdicts),
    audits: model.groups.map((group) => auditGroup(model, group)),
    wayBack: auditWayBack(model),
  };
}
