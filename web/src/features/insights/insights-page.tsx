import { Severity } from "@plumbline/contracts";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Lightbulb } from "lucide-react";
import { useMemo } from "react";
import { plural, words } from "../../lib/format.ts";
import { usePageTitle } from "../../lib/page-title.ts";
import { itemsOf } from "../../lib/pages.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { Page } from "../../ui/page.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { SearchBox } from "../../ui/search-box.tsx";
import { Select } from "../../ui/select.tsx";
import { SeverityMark } from "../../ui/severity-mark.tsx";
import { SkeletonText } from "../../ui/skeleton.tsx";
import { InsightRow } from "./insight-row.tsx";
import { type InsightFilter, insightsQuery } from "./insights.api.ts";

const any = "any";
const severities = [
  { value: any, label: "Any severity" },
  ...Severity.options.map((value) => ({
    value,
    label: words(value),
    mark: <SeverityMark severity={value} iconOnly />,
  })),
] as const;

/** Insights across the tenant's datasets, newest run first. */
export function InsightsPage() {
  usePageTitle("Insights");
  const filter = useSearch({ from: "/app/insights" });
  const navigate = useNavigate({ from: "/insights" });
  const query = useInfiniteQuery(insightsQuery(filter));
  const insights = useMemo(() => itemsOf(query.data), [query.data]);
  const filtered = filter.severity !== undefined || filter.search !== undefined;
  const change = (next: InsightFilter): void => void navigate({ search: next, replace: true });

  return (
    <Page width="full">
      <PageHeader title="Insights" meta="What stands out in the current revision of every dataset. Advisory." />
      <div className="mt-4 mb-2 flex flex-wrap items-center gap-1.5">
        <SearchBox
          label="Search insights"
          className="max-sm:w-auto max-sm:flex-1"
          placeholder="Search title and summary"
          value={filter.search ?? ""}
          onChange={(search) => change({ ...filter, search: search || undefined })}
        />
        <Select
          size="sm"
          label="Severity"
          className="w-36!"
          value={filter.severity ?? any}
          options={severities}
          onChange={(next) => change({ ...filter, severity: next === any ? undefined : next })}
        />
      </div>
      {query.isError && insights.length === 0 ? (
        <ErrorState
          error={query.error}
          title="The insights could not be loaded"
          onRetry={() => void query.refetch()}
          retrying={query.isFetching}
        />
      ) : (
        <Panel aria-label="Insights" className={query.isPlaceholderData ? "opacity-60" : ""}>
          {query.isPending ? (
            <div role="status" className="p-3">
              <span className="sr-only">Loading the insights</span>
              <SkeletonText lines={10} />
            </div>
          ) : insights.length === 0 ? (
            <Nothing filtered={filtered} clear={() => change({})} />
          ) : (
            <>
              <ul>
                {insights.map((insight) => (
                  <li key={insight.id} className="border-b border-line">
                    <InsightRow insight={insight} />
                  </li>
                ))}
              </ul>
              <div className="px-3 py-2">
                <LoadMore
                  shown={plural(insights.length, "insight")}
                  hasMore={query.hasNextPage}
                  loading={query.isFetchingNextPage}
                  onMore={() => void query.fetchNextPage()}
                />
              </div>
            </>
          )}
        </Panel>
      )}
    </Page>
  );
}

function Nothing({ filtered, clear }: { filtered: boolean; clear: () => void }) {
  if (filtered)
    return (
      <EmptyState
        icon={Lightbulb}
        title="No insight matches"
        action={<Button onClick={clear}>Clear the filter</Button>}
      >
        No insight has these words and this severity.
      </EmptyState>
    );
  return (
    <EmptyState
      icon={Lightbulb}
      title="No insights yet"
      action={
        <Button asChild variant="primary">
          <Link to="/datasets">Go to datasets</Link>
        </Button>
      }
    >
      Upload a dataset: what stands out in it appears here, with its evidence.
    </EmptyState>
  );
}
