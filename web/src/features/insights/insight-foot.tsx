import type { Insight } from "@plumbline/contracts";
import { Link } from "@tanstack/react-router";
import { shortId } from "../../lib/format.ts";
import { Badge } from "../../ui/badge.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";

/** Who wrote an insight, from which run, and that it decides nothing. */
export function InsightFoot({ insight }: { insight: Insight }) {
  const byRule = insight.written_by.startsWith("deterministic@");
  return (
    <footer className="flex flex-wrap items-center gap-x-2 gap-y-0.5 sm:gap-x-2.5 text-sm text-faint">
      <span title={`Written by ${insight.written_by}`}>{byRule ? "Deterministic writer" : insight.written_by}</span>
      <Link
        to="/runs/$runId"
        params={{ runId: insight.run_id }}
        className="rounded-sm hover:text-ink hover:underline"
        title={`Run ${insight.run_id}`}
      >
        run <span className="font-mono">{shortId(insight.run_id)}</span>
      </Link>
      <span className="inline-flex items-center">
        trace
        <CopyButton text={insight.trace_id} label="Copy trace id" className="ml-0.5 size-5! [&_svg]:size-3" />
      </span>
      <span>rev {insight.revision}</span>
      <Badge className="ml-auto max-sm:border-transparent max-sm:px-0">Advisory</Badge>
    </footer>
  );
}
