import type { MonitoringTrends } from "@plumbline/contracts";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChartNoAxesCombined } from "lucide-react";
import { useMemo } from "react";
import { formatCompact, formatCount, formatDuration, formatShare, formatUsd } from "../../lib/format.ts";
import { Button } from "../../ui/button.tsx";
import { SeriesCard } from "../../ui/chart/series-card.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { StatRow } from "../../ui/stat-row.tsx";
import { FailureCauses } from "./failure-causes.tsx";
import { counts, durations, shares } from "./formats.ts";
import { ModelCost } from "./model-cost.tsx";
import { stepSummariesQuery, trendsQuery } from "./monitoring.api.ts";
import type { MonitoringView } from "./monitoring-page.tsx";
import {
  costSpec,
  durationSpec,
  failureSpec,
  outcomeSpec,
  stepDurationSpec,
  tokenSpec,
  validationSpec,
} from "./trend-specs.ts";

/** How runs have gone over time. */
export function TrendsTab({ filter, span, onFilter }: MonitoringView) {
  const { kind } = filter;
  const { from, to, bucket } = span;
  const trends = useQuery(trendsQuery({ kind, from, to, bucket }));
  const steps = useQuery(stepSummariesQuery({ kind, from, to }));
  const specs = useMemo(() => trends.data && specsOf(trends.data, bucket), [trends.data, bucket]);
  const stepSpec = useMemo(() => steps.data && stepDurationSpec(steps.data.items), [steps.data]);

  if (trends.isError && !trends.data)
    return (
      <ErrorState
        error={trends.error}
        title="The trends could not be loaded"
        onRetry={() => void trends.refetch()}
        retrying={trends.isFetching}
      />
    );
  if (!trends.data || !specs) return <TrendsSkeleton />;
  const total = sumOf(trends.data);
  if (total.runs === 0)
    return (
      <Panel>
        <EmptyState
          icon={ChartNoAxesCombined}
          title="Nothing ran in this time"
          action={
            <Button asChild>
              <Link to="/datasets">Go to datasets</Link>
            </Button>
          }
        >
          Choose a longer time, or upload a dataset: the run that reads it counts here.
        </EmptyState>
      </Panel>
    );
  return (
    <div className={trends.isPlaceholderData ? "opacity-60" : ""}>
      <StatRow
        stats={[
          { label: "Runs", value: formatCount(total.runs) },
          {
            label: "Succeeded",
            value: formatShare(total.succeeded / Math.max(1, total.ended)),
            unit: "of ended",
          },
          { label: "Slowest median", value: formatDuration(total.slowest), unit: `of a ${bucket}` },
          { label: "Tokens", value: formatCompact(total.tokens) },
          ...(total.cost_usd > 0 ? [{ label: "Model cost", value: formatUsd(total.cost_usd) }] : []),
        ]}
      />
      <div className="mt-3 grid gap-3 md:grid-cols-2 xl:grid-cols-3">
        <SeriesCard spec={specs.outcomes} formats={counts} headingLevel="h2" />
        <SeriesCard spec={specs.duration} formats={durations} headingLevel="h2" />
        <SeriesCard spec={specs.validation} formats={shares} headingLevel="h2" />
        {stepSpec && stepSpec.groups.length > 0 && <SeriesCard spec={stepSpec} formats={durations} headingLevel="h2" />}
        <FailureCauses
          causes={trends.data.failure_causes}
          spec={specs.failures}
          onOpen={(failure_code) => onFilter({ tab: "runs", status: undefined, failure_code })}
        />
        <ModelCost total={total} tokens={specs.tokens} cost={specs.cost} />
      </div>
    </div>
  );
}

const specsOf = ({ points, failure_causes }: MonitoringTrends, bucket: MonitoringView["span"]["bucket"]) => ({
  outcomes: outcomeSpec(points, bucket),
  duration: durationSpec(points, bucket),
  validation: validationSpec(points, bucket),
  tokens: tokenSpec(points, bucket),
  cost: costSpec(points, bucket),
  failures: failureSpec(failure_causes),
});

function sumOf({ points }: MonitoringTrends) {
  const sum = (of: (point: (typeof points)[number]) => number): number => points.reduce((all, one) => all + of(one), 0);
  const medians = points.flatMap((point) => point.p50_ms ?? []);
  return {
    runs: sum((point) => point.runs),
    succeeded: sum((point) => point.succeeded),
    ended: sum((point) => point.succeeded + point.degraded + point.failed),
    tokens: sum((point) => point.input_tokens + point.output_tokens),
    cost_usd: sum((point) => point.cost_usd),
    unpriced_calls: sum((point) => point.unpriced_calls),
    slowest: medians.length > 0 ? Math.max(...medians) : null,
  };
}

function TrendsSkeleton() {
  return (
    <div role="status">
      <span className="sr-only">Loading the trends</span>
      <Skeleton className="h-16 w-full" />
      <div className="mt-3 grid gap-3 md:grid-cols-2 xl:grid-cols-3">
        {["a", "b", "c", "d", "e", "f"].map((name) => (
          <Skeleton key={name} className="h-64" />
        ))}
      </div>
    </div>
  );
}
