import { type DatasetDetail, isFinished } from "@plumbline/contracts";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { usePageTitle } from "../../lib/page-title.ts";
import { useRunEvents } from "../../lib/run-events.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Page } from "../../ui/page.tsx";
import { DatasetHeader } from "./dataset-header.tsx";
import { DatasetReport } from "./dataset-report.tsx";
import { DatasetRun } from "./dataset-run.tsx";
import { DatasetSkeleton } from "./dataset-skeleton.tsx";
import { datasetQuery, profileQuery } from "./datasets.api.ts";

/** One dataset with its insights; while it is being read, the steps of its run. */
export function DatasetPage() {
  const { datasetId } = useParams({ from: "/app/datasets/$datasetId" });
  const query = useQuery({
    ...datasetQuery(datasetId),
    // The run is followed by its events; this is for a run that somebody else starts.
    refetchInterval: 20_000,
  });
  usePageTitle(query.data?.name ?? "Dataset");
  if (query.data) return <DatasetView key={datasetId} dataset={query.data} />;
  if (query.isError)
    return (
      <Page>
        <ErrorState
          error={query.error}
          title="This dataset could not be loaded"
          onRetry={() => void query.refetch()}
          retrying={query.isFetching}
          action={
            <Button asChild variant="ghost">
              <Link to="/datasets">All datasets</Link>
            </Button>
          }
        />
      </Page>
    );
  return <DatasetSkeleton />;
}

function DatasetView({ dataset }: { dataset: DatasetDetail }) {
  const latest = dataset.latest_run;
  const published = dataset.revision > 0;
  // A finished run that published what is shown has no more to say.
  const followed = latest && (!isFinished(latest.status) || latest.status !== "succeeded") ? latest.id : undefined;
  const { run } = useRunEvents(followed);
  const profile = useQuery({ ...profileQuery(dataset.id, dataset.revision), enabled: published });
  const progress = run && run.status !== "succeeded" && run.status !== "degraded" && (
    <DatasetRun run={run} dataset={dataset} />
  );

  if (published && profile.data) return <DatasetReport dataset={dataset} profile={profile.data} progress={progress} />;
  return (
    <Page>
      <DatasetHeader dataset={dataset} />
      {progress && <div className="mt-4">{progress}</div>}
      {published && profile.isError && (
        <ErrorState
          error={profile.error}
          title="What is known of this dataset could not be loaded"
          onRetry={() => void profile.refetch()}
          retrying={profile.isFetching}
        />
      )}
      {((published && profile.isPending) || (!published && !progress)) && <DatasetSkeleton bare />}
    </Page>
  );
}
