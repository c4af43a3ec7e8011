import type { PipelineNode, RunStep } from "@plumbline/contracts";
import type { UseQueryResult } from "@tanstack/react-query";
import { formatDuration, words } from "../../lib/format.ts";
import { ErrorState } from "../../ui/error-state.tsx";
import { SkeletonText } from "../../ui/skeleton.tsx";

interface StepPoliciesProps {
  query: UseQueryResult<unknown>;
  node: PipelineNode | undefined;
  step: RunStep;
}

/** The node as the run executes it: its step, what it waits for, and what happens when it fails. */
export function StepPolicies({ query, node, step }: StepPoliciesProps) {
  if (query.isError)
    return (
      <ErrorState
        compact
        className="m-3"
        error={query.error}
        title="The pipeline of this run could not be loaded"
        onRetry={() => void query.refetch()}
        retrying={query.isFetching}
      />
    );
  if (query.isLoading) return <SkeletonText lines={6} className="p-3" />;
  if (!node) return <p className="p-3 text-muted">They are known once the run has started.</p>;
  const facts: [string, string][] = [
    ["Step", step.step],
    ["Waits for", node.depends_on.join(", ") || "nothing"],
    ["Condition", node.condition ?? "none"],
    [
      "Retries",
      node.retries === 0 ? "none" : `${node.retries}, the first within ${formatDuration(node.retry_delay_ms)}`,
    ],
    ["Timeout", node.timeout_ms === null ? "none" : formatDuration(node.timeout_ms)],
    ["Continue on fail", node.continue_on_fail ? "yes" : "no"],
    ["Parallel group", node.parallel_group ?? "none"],
    ["Metric profile", node.metric_profile === null ? "none" : words(node.metric_profile)],
    ["Params", Object.keys(node.params).length === 0 ? "defaults" : JSON.stringify(node.params)],
  ];
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 p-3">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd className={name === "Condition" || name === "Params" ? "font-mono text-sm wrap-anywhere" : ""}>
            {value}
          </dd>
        </div>
      ))}
    </dl>
  );
}
