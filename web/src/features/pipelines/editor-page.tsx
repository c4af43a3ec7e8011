import type { PipelineVersion } from "@plumbline/contracts";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Lock } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { words } from "../../lib/format.ts";
import { useHasRole, useMembership } from "../../lib/me.ts";
import { usePageTitle } from "../../lib/page-title.ts";
import { metricCatalogueQuery, pipelinesQuery, pipelineVersionQuery, stepsQuery } from "../../lib/pipeline-queries.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Page } from "../../ui/page.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { catalogueOf } from "./catalogue.ts";
import { GraphEditor } from "./graph-editor.tsx";
import { MakeOwn } from "./make-own.tsx";

/** The editor of a pipeline, over its draft or, without one, over what is active. */
export function EditorPage() {
  const { kind } = useParams({ from: "/app/pipelines/$kind/edit" });
  usePageTitle(`Edit ${words(kind).toLowerCase()}`);
  const membership = useMembership();
  const owner = useHasRole("owner");
  const pipelines = useQuery({ ...pipelinesQuery, refetchOnMount: "always" });
  const steps = useQuery(stepsQuery);
  const metrics = useQuery(metricCatalogueQuery);
  const pipeline = pipelines.data?.items.find((one) => one.kind === kind);
  const number = pipeline?.draft_number ?? pipeline?.active_number ?? 0;
  const version = useQuery({
    ...pipelineVersionQuery(pipeline?.id ?? kind, number),
    enabled: pipeline?.id != null,
    refetchOnMount: "always",
  });
  // What is opened stays open: saving makes other versions current, and must not take the editor's work away.
  const [opened, setOpened] = useState<PipelineVersion>();
  useEffect(() => {
    if (pipelines.isFetchedAfterMount && version.isFetchedAfterMount && version.data)
      setOpened((before) => before ?? version.data);
  }, [pipelines.isFetchedAfterMount, version.isFetchedAfterMount, version.data]);
  const catalogue = useMemo(() => steps.data && catalogueOf(steps.data), [steps.data]);

  const failed = [pipelines, steps, version].find((query) => query.isError && !query.data);
  if (failed)
    return (
      <Page>
        <ErrorState
          error={failed.error}
          title="The pipeline could not be loaded"
          onRetry={() => void failed.refetch()}
          retrying={failed.isFetching}
        />
      </Page>
    );
  if (pipelines.data && (!pipeline || (membership && !owner)))
    return (
      <Page>
        <EmptyState
          icon={Lock}
          titleAs="h1"
          title={pipeline ? "Only owners change pipelines" : "There is no such pipeline"}
          action={
            <Button asChild>
              <Link to="/pipelines">All pipelines</Link>
            </Button>
          }
        >
          {pipeline
            ? "You can look at every version, and ask an owner of the tenant to change it."
            : "Choose one from the list."}
        </EmptyState>
      </Page>
    );
  if (pipeline && pipeline.id === null)
    return (
      <Page>
        <MakeOwn pipeline={pipeline} titleAs="h1" />
      </Page>
    );
  if (!pipeline?.id || !catalogue || !opened || metrics.isPending) return <EditorSkeleton />;
  return (
    <GraphEditor
      key={pipeline.id}
      pipeline={{ ...pipeline, id: pipeline.id }}
      version={opened}
      catalogue={catalogue}
      metrics={metrics.data}
    />
  );
}

function EditorSkeleton() {
  return (
    <div role="status" className="flex h-full flex-col">
      <span className="sr-only">Loading the editor</span>
      <Skeleton className="m-2 h-7" />
      <div className="flex min-h-0 flex-1 gap-2 p-2 pt-0">
        <Skeleton className="w-56 max-lg:hidden" />
        <Skeleton className="flex-1" />
        <Skeleton className="w-80 max-md:hidden" />
      </div>
    </div>
  );
}
