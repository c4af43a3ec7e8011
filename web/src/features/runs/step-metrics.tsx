import type { MetricResult } from "@plumbline/contracts";
import type { UseQueryResult } from "@tanstack/react-query";
import { formatNumber, words } from "../../lib/format.ts";
import { ErrorState } from "../../ui/error-state.tsx";
import { SeverityMark } from "../../ui/severity-mark.tsx";
import { SkeletonText } from "../../ui/skeleton.tsx";

interface StepMetricsProps {
  query: UseQueryResult<unknown>;
  metrics: readonly MetricResult[] | undefined;
  finished: boolean;
}

/** What was measured at a step, each value against its threshold. */
export function StepMetrics({ query, metrics, finished }: StepMetricsProps) {
  if (!finished) return <p className="p-3 text-muted">Measurements show here once the run is done.</p>;
  if (query.isError)
    return (
      <ErrorState
        compact
        className="m-3"
        error={query.error}
        title="The metrics could not be loaded"
        onRetry={() => void query.refetch()}
        retrying={query.isFetching}
      />
    );
  if (!metrics) return <SkeletonText lines={4} className="p-3" />;
  if (metrics.length === 0)
    return (
      <p className="p-3 text-muted">
        Nothing was measured here. Give the node a metric profile in its pipeline to measure it in later runs.
      </p>
    );
  return (
    <table className="w-full">
      <caption className="sr-only">Metrics of the step</caption>
      <thead className="text-left text-sm text-muted">
        <tr className="[&>th]:border-b [&>th]:border-line [&>th]:px-3 [&>th]:py-1.5 [&>th]:font-medium">
          <th scope="col">Metric</th>
          <th scope="col" className="text-right">
            Value
          </th>
          <th scope="col">Threshold</th>
        </tr>
      </thead>
      <tbody>
        {metrics.map((metric) => (
          <tr key={metric.id} className="align-top [&>td]:border-b [&>td]:border-line [&>td]:px-3 [&>td]:py-1.5">
            <td>{words(metric.metric)}</td>
            <td className="text-right tabular-nums">
              {formatNumber(metric.value)} <span className="text-sm text-muted">{metric.unit}</span>
            </td>
            <td className="wrap-anywhere">
              {metric.passed !== null && (
                <SeverityMark severity={metric.passed ? "pass" : "critical"}>
                  {metric.passed ? "Passed" : "Not passed"}
                </SeverityMark>
              )}
              <span className="block font-mono text-sm text-muted">{metric.threshold ?? "none"}</span>
              {typeof metric.details?.error === "string" && (
                <span className="block text-sm text-critical">{metric.details.error}</span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
