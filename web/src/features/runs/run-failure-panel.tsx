import type { RunFailure } from "@plumbline/contracts";
import { CircleX } from "lucide-react";

/** Why a run or a step did not succeed: the sentence, the fix, the code. */
export function RunFailurePanel({ failure, title }: { failure: RunFailure; title: string }) {
  return (
    <section className="flex gap-2.5 rounded-md border border-critical/40 bg-critical-soft p-3">
      <CircleX aria-hidden className="mt-px size-4 shrink-0 text-critical" />
      <div className="min-w-0">
        <h2 className="text-md">{title}</h2>
        <p className="mt-0.5">{failure.detail}</p>
        {failure.fix && (
          <p className="mt-1">
            <span className="font-medium">Fix:</span> {failure.fix}
          </p>
        )}
        <p className="mt-1 font-mono text-sm text-critical">{failure.code}</p>
      </div>
    </section>
  );
}
