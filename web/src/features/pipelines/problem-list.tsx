import { CircleCheck, CircleX } from "lucide-react";
import { plural, words } from "../../lib/format.ts";
import type { NodeFault } from "./node-faults.ts";

interface ProblemListProps {
  faults: readonly NodeFault[];
  checking: boolean;
  onGo: (node: string) => void;
}

/** Everything that is wrong; each leads to its node. */
export function ProblemList({ faults, checking, onGo }: ProblemListProps) {
  return (
    <section aria-label="Problems" className="border-t border-line bg-surface">
      <p role="status" className="flex items-center gap-1.5 px-3 py-1.5 text-sm">
        {faults.length > 0 ? (
          <CircleX aria-hidden className="size-3.5 text-critical" />
        ) : (
          <CircleCheck aria-hidden className={checking ? "size-3.5 text-faint" : "size-3.5 text-pass"} />
        )}
        {faults.length > 0
          ? plural(faults.length, "problem")
          : checking
            ? "Checking"
            : "No problems: this can be executed"}
      </p>
      <ul className="max-h-32 overflow-y-auto border-t border-line empty:hidden">
        {faults.map((fault) => (
          <li key={`${fault.location} ${fault.message}`}>
            <button
              type="button"
              disabled={fault.node === undefined}
              onClick={() => fault.node !== undefined && onGo(fault.node)}
              className="flex w-full flex-wrap items-baseline gap-x-2 px-3 py-1 text-left not-disabled:hover:bg-hover pointer-coarse:min-h-10"
            >
              {fault.node !== undefined && <span className="font-medium">{words(fault.node)}</span>}
              <span className="min-w-0">{fault.message}</span>
              <span className="text-muted">{fault.fix}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
