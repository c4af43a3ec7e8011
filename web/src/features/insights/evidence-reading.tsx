import type { Insight } from "@plumbline/contracts";
import { Check, CircleDashed } from "lucide-react";
import { plural } from "../../lib/format.ts";
import type { Reading } from "./read-evidence.ts";

/** A number with its computation, its exact value and whether it was computed again. */
export function EvidenceReading({ reading, insight }: { reading: Reading; insight: Insight }) {
  return (
    <div className="flex flex-col gap-1.5">
      <p className="font-medium wrap-anywhere">{reading.label}</p>
      {reading.computed.map((line) => (
        <code key={line} className="block font-mono text-sm text-muted wrap-anywhere">
          {line}
        </code>
      ))}
      <p className="font-mono text-base font-medium wrap-anywhere">{reading.exact}</p>
      <Recomputed insight={insight} />
    </div>
  );
}

/** Says whether the evidence was computed again from the file, from how many rows, and by what. */
export function Recomputed({ insight }: { insight: Insight }) {
  const { verified, verified_rows, verified_by } = insight;
  return verified ? (
    <p className="flex items-start gap-1.5 text-sm text-pass" title={verified_by}>
      <Check aria-hidden className="mt-[3px] size-3 shrink-0" strokeWidth={2.5} />
      Recomputed from {plural(verified_rows, "row")}, equal
    </p>
  ) : (
    <p className="flex items-start gap-1.5 text-sm text-unverified">
      <CircleDashed aria-hidden className="mt-[3px] size-3 shrink-0" />
      Not verified: the numbers could not all be recomputed from the file
    </p>
  );
}
