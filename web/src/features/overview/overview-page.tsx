import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Database, Upload } from "lucide-react";
import { useIsOff } from "../../lib/features.ts";
import { useHasRole, useMembership } from "../../lib/me.ts";
import { usePageTitle } from "../../lib/page-title.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Page } from "../../ui/page.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { LatestInsights } from "./latest-insights.tsx";
import { recentDatasetsQuery } from "./overview.api.ts";
import { RecentDatasets } from "./recent-datasets.tsx";
import { RecentRuns } from "./recent-runs.tsx";

/** What happened last in this tenant, and where to go on. */
export function OverviewPage() {
  usePageTitle("Overview");
  return useIsOff()("copilot.dataset") ? <WithoutData /> : <WithData />;
}

/** Where the tenant has no datasets its work is all there is to see. */
function WithoutData() {
  const membership = useMembership();
  return (
    <Page>
      <PageHeader title={membership?.tenant.name ?? ""} meta="What is running and what has run." />
      <RecentRuns />
    </Page>
  );
}

function WithData() {
  const membership = useMembership();
  const editor = useHasRole("editor");
  const datasets = useQuery(recentDatasetsQuery);
  const upload = (
    <Button asChild variant="primary">
      <Link to="/datasets" search={{ upload: true }}>
        <Upload aria-hidden />
        Upload a dataset
      </Link>
    </Button>
  );
  const empty = datasets.data?.items.length === 0;

  return (
    <Page>
      <PageHeader
        title={membership?.tenant.name ?? ""}
        meta="What was found and what is running."
        actions={editor && !empty && upload}
      />
      {datasets.isError && !datasets.data ? (
        <ErrorState
          error={datasets.error}
          title="The datasets could not be loaded"
          onRetry={() => void datasets.refetch()}
          retrying={datasets.isFetching}
        />
      ) : empty ? (
        <Panel className="mt-4">
          <EmptyState icon={Database} title="No data here yet" action={editor && upload}>
            {editor
              ? "Upload a CSV, XLSX, JSON or Parquet file. It is profiled, and what stands out is written down with its evidence."
              : "An editor or an owner of this tenant can upload a file. What stands out in it then appears here."}
          </EmptyState>
        </Panel>
      ) : (
        <div className="grid gap-x-5 lg:grid-cols-[minmax(0,1fr)_400px]">
          <div className="min-w-0">
            <LatestInsights datasets={datasets.data?.items ?? []} />
          </div>
          <div className="min-w-0">
            <RecentRuns />
          </div>
          <div className="min-w-0 lg:col-span-2">
            <RecentDatasets datasets={datasets.data?.items ?? []} loading={datasets.isPending} />
          </div>
        </div>
      )}
    </Page>
  );
}
