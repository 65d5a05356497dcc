// Walks the scenario's timeline: each fault when it is due, proven, recorded; a site loss with failover brings the rest of the main job.
import type { FaultWindow } from '../../check/core.ts';
import type { FaultSpec, TimelineEntry } from '../../scenario/core.ts';
import type { Stage } from '../stage.ts';
import { waitUntil } from '../wait.ts';

/** What the timeline needs done; each returns when it is done. */
export interface TimelineActions {
  inject(fault: FaultSpec): Promise<FaultWindow>;
  /** After a site loss: detection, failover, recovery of the clients, the time after. */
  afterSiteLoss(window: FaultWindow): Promise<void>;
  /** After the site is back: the stubborn producer has its say. */
  afterSiteReturn(window: FaultWindow): Promise<void>;
  /** After any other fault: clients recover. */
  afterOther(window: FaultWindow): Promise<void>;
}

export async function runTimeline(
  stage: Stage,
  entries: readonly TimelineEntry[],
  actions: TimelineActions,
): Promise<void> {
  for (const [index, entry] of entries.entries()) {
    await waitUntil(stage.clock.monotonicMs() + entry.afterMs, stage);
    const window = await actions.inject(entry.fault);
    stage.faults.push(window);
    if (entry.fault.kind === 'site-loss') await actions.afterSiteLoss(window);
    else if (entry.fault.kind === 'site-return') await actions.afterSiteReturn(window);
    // Between faults that belong together (link silent, then the loss) nobody waits for clients.
    else if (index === entries.length - 1) await actions.afterOther(window);
  }
}
