import type { Evidence, Insight } from "@plumbline/contracts";
import { useState } from "react";
import { EvidenceChip } from "./evidence-chip.tsx";

/** What can be looked at comes before what can be read. */
const order: Evidence["kind"][] = ["chart", "series", "rows", "aggregate", "comparison", "test"];
const shownAtFirst = 5;

/** The evidence of an insight as chips; many fold away behind a count. */
export function EvidenceChips({ insight }: { insight: Insight }) {
  const [all, setAll] = useState(false);
  const sorted = insight.evidence.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  const folded = sorted.length > shownAtFirst + 1 && !all;
  return (
    <ul aria-label="Evidence" className="flex flex-wrap gap-1">
      {(folded ? sorted.slice(0, shownAtFirst) : sorted).map((evidence) => (
        <li key={evidence.id} className="flex max-w-full min-w-0">
          <EvidenceChip insight={insight} evidence={evidence} />
        </li>
      ))}
      {folded && (
        <li>
          <button
            type="button"
            onClick={() => setAll(true)}
            className="rounded-[5px] border border-transparent px-1.5 text-sm text-muted hover:bg-hover hover:text-ink pointer-coarse:min-h-8"
          >
            {sorted.length - shownAtFirst} more
          </button>
        </li>
      )}
    </ul>
  );
}
