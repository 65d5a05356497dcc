// findCopies: the extra copies of one cause, as a finding.
import { type CopyCause, extraCopies } from '../model/copies.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Collector, Finding } from './anomaly.ts';

export function findCopies(evidence: Evidence, cause: CopyCause, found: Collector): Finding {
  for (const copy of extraCopies(evidence)) {
    if (copy.cause !== cause) continue;
    const first = evidence.model.sites[copy.site]?.log.offsetOf(copy.row);
    found.add(null, () =>
      found.record(copy.site, copy.row, copy.offset, null, `also at offset ${first} of the same site`),
    );
  }
  return found.done();
}
