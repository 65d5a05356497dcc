// The acting door of the faults: the catalogue as a literal list, one file each.
import type { FaultSpec } from '../../scenario/core.ts';
import { brokerCrash } from './broker-crash.ts';
import type { Fault, FaultContext, FaultEvidence, FaultHealing } from './fault.ts';
import { linkSilent } from './link-silent.ts';
import { replicationStopped } from './replication-stopped.ts';
import { siteLoss } from './site-loss.ts';
import { siteReturn } from './site-return.ts';

export { FAULT_ERRORS } from './errors.ts';
export { FAULT_EVENTS } from './events.ts';
export type {
  Fault,
  FaultContext,
  FaultEvidence,
  FaultHealing,
  FaultHit,
  FaultKind,
  Proof,
  SelfEnding,
  SpecOf,
  Targets,
} from './fault.ts';
export { SILENCE_MS, pathsFrom, pathsInto, probe, probeAll } from './probe.ts';
export type { ProbeOutcome, ProbePath, ProbeResult } from './probe.ts';

export const FAULTS = [siteLoss, linkSilent, brokerCrash, replicationStopped, siteReturn] as const;

/** Injects any fault of a timeline; resolves when its effect is proven. */
export async function injectFault(context: FaultContext, spec: FaultSpec): Promise<FaultEvidence> {
  return faultOf(spec).inject(context, spec);
}

/** Heals what `injectFault` returned; resolves when the healing is proven. */
export async function healFault(
  context: FaultContext,
  spec: FaultSpec,
  evidence: FaultEvidence,
): Promise<FaultHealing> {
  return faultOf(spec).heal(context, spec, evidence);
}

function faultOf(spec: FaultSpec): Fault {
  // The row with the spec's kind takes exactly that spec; TypeScript cannot follow a union through a find.
  const fault = FAULTS.find((each) => each.kind === spec.kind) as Fault | undefined;
  if (fault === undefined) throw new RangeError(`no fault of kind ${spec.kind}`);
  return fault;
}
