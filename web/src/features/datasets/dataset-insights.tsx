import type { Insight } from "@plumbline/contracts";
import type { UseQueryResult } from "@tanstack/react-query";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Skeleton, SkeletonText } from "../../ui/skeleton.tsx";
import { InsightList } from "../insights/insight-list.tsx";

interface DatasetInsightsProps {
  query: UseQueryResult<Insight[]>;
  selected: string | undefined;
  onSelect: (id: string | undefined) => void;
}

/** The insights of the dataset, or why they are not here. */
export function DatasetInsights({ query, selected, onSelect }: DatasetInsightsProps) {
  if (query.data && query.data.length > 0)
    return <InsightList insights={query.data} selected={selected} onSelect={onSelect} />;
  if (query.data)
    return (
      <EmptyState title="No insights yet">Insights appear when a run has finished. Run the dataset again.</EmptyState>
    );
  if (query.isError)
    return (
      <div className="p-4">
        <ErrorState
          compact
          error={query.error}
          title="The insights could not be loaded"
          onRetry={() => void query.refetch()}
          retrying={query.isFetching}
        />
      </div>
    );
  return (
    <div role="status">
      <span className="sr-only">Loading the insights</span>
      {[0, 1, 2].map((card) => (
        <div key={card} className="border-b border-line px-4 py-3.5">
          <Skeleton className="mb-2.5 h-3 w-16" />
          <SkeletonText lines={4} />
        </div>
      ))}
    </div>
  );
}
