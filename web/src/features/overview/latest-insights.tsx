import type { Dataset } from "@plumbline/contracts";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { RelativeTime } from "../../lib/relative-time.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { SectionHeader } from "../../ui/page-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { SeverityMark } from "../../ui/severity-mark.tsx";
import { SkeletonText } from "../../ui/skeleton.tsx";
import { latestInsightsQuery } from "./overview.api.ts";

/** What was found last, with the dataset it is about. */
export function LatestInsights({ datasets }: { datasets: readonly Dataset[] }) {
  const insights = useQuery(latestInsightsQuery);
  const names = new Map(datasets.map((dataset) => [dataset.id, dataset.name]));
  return (
    <section aria-label="Latest insights">
      <SectionHeader
        title="Latest insights"
        meta="Advisory"
        actions={
          <Link to="/insights" className="rounded-sm text-accent hover:underline">
            All insights
          </Link>
        }
      />
      {insights.isError && !insights.data ? (
        <ErrorState
          compact
          error={insights.error}
          title="The insights could not be loaded"
          onRetry={() => void insights.refetch()}
          retrying={insights.isFetching}
        />
      ) : (
        <Panel>
          {!insights.data ? (
            <SkeletonText lines={6} className="p-3" />
          ) : insights.data.items.length === 0 ? (
            <p className="px-3 py-6 text-center text-muted">
              Nothing was found yet. Insights appear when a run has finished.
            </p>
          ) : (
            <ul>
              {insights.data.items.map((insight) => (
                <li key={insight.id} className="border-b border-line last:border-b-0">
                  <Link
                    to="/datasets/$datasetId"
                    params={{ datasetId: insight.dataset_id }}
                    search={{ insight: insight.id }}
                    className="block px-3 py-2 -outline-offset-2 hover:bg-hover"
                  >
                    <span className="flex items-baseline gap-x-2 max-sm:flex-col">
                      <SeverityMark severity={insight.severity} className="w-[74px] shrink-0" />
                      <span className="min-w-0 flex-1 font-medium">{insight.title}</span>
                    </span>
                    <span className="flex gap-1 pl-[82px] text-sm text-muted max-sm:pl-0">
                      <span className="truncate">{names.get(insight.dataset_id) ?? "Dataset"}</span>·
                      <RelativeTime at={insight.created_at} />
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          )}
        </Panel>
      )}
    </section>
  );
}
