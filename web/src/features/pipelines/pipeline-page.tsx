import type { Pipeline, PipelineVersion } from "@plumbline/contracts";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Copy, PencilLine, RotateCcw } from "lucide-react";
import { type ReactNode, useState } from "react";
import { plural, words } from "../../lib/format.ts";
import { useHasRole } from "../../lib/me.ts";
import { usePageTitle } from "../../lib/page-title.ts";
import { itemsOf } from "../../lib/pages.ts";
import { pipelinesQuery, pipelineVersionsQuery } from "../../lib/pipeline-queries.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { Page } from "../../ui/page.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { toast } from "../../ui/toast.tsx";
import { ActivateDialog, versionName } from "./activate-dialog.tsx";
import { useMakeOwn } from "./make-own.tsx";
import { pipelineName } from "./pipeline-name.ts";
import { useActivate, useRollBack } from "./pipelines.api.ts";
import { VersionList } from "./version-list.tsx";
import { VersionView } from "./version-view.tsx";

/** One pipeline: its versions, what each executes, and which one is used. */
export function PipelinePage() {
  const { kind } = useParams({ from: "/app/pipelines/$kind" });
  const pipelines = useQuery(pipelinesQuery);
  const pipeline = pipelines.data?.items.find((one) => one.kind === kind);
  const versions = useInfiniteQuery({
    ...pipelineVersionsQuery(pipeline?.id ?? kind),
    enabled: pipeline !== undefined,
  });
  usePageTitle(pipeline ? pipelineName(pipeline) : words(kind));

  const failed = [pipelines, versions].find((query) => query.isError && !query.data);
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
  if (pipelines.data && !pipeline)
    return (
      <Page>
        <EmptyState
          titleAs="h1"
          title="There is no such pipeline"
          action={
            <Button asChild>
              <Link to="/pipelines">All pipelines</Link>
            </Button>
          }
        >
          Choose one from the list.
        </EmptyState>
      </Page>
    );
  if (!pipeline || !versions.data) return <PipelineSkeleton />;
  return (
    <PipelineView
      pipeline={pipeline}
      versions={itemsOf(versions.data)}
      more={
        versions.hasNextPage && (
          <div className="border-t border-line px-3 py-2">
            <LoadMore
              shown={plural(itemsOf(versions.data).length, "version")}
              hasMore
              loading={versions.isFetchingNextPage}
              onMore={() => void versions.fetchNextPage()}
            />
          </div>
        )
      }
    />
  );
}

interface PipelineViewProps {
  pipeline: Pipeline;
  versions: readonly PipelineVersion[];
  more: ReactNode;
}

function PipelineView({ pipeline, versions, more }: PipelineViewProps) {
  const owner = useHasRole("owner");
  const search = useSearch({ from: "/app/pipelines/$kind" });
  const navigate = useNavigate({ from: "/pipelines/$kind" });
  const reference = pipeline.id ?? pipeline.kind;
  const activate = useActivate(reference);
  const rollBack = useRollBack(reference);
  const [activating, setActivating] = useState<PipelineVersion>();
  const [rollingBack, setRollingBack] = useState<PipelineVersion>();
  const { make, busy } = useMakeOwn(pipeline);
  const active = versions.find((one) => one.number === pipeline.active_number);
  const shown = versions.find((one) => one.number === search.version) ?? active ?? versions[0];
  const before = previousOf(versions, active);
  const { kind } = pipeline;

  return (
    <Page>
      <PageHeader
        title={pipelineName(pipeline)}
        meta={
          <>
            {words(kind)} · {versionName(pipeline.active_number)} is active
            {pipeline.description && ` · ${pipeline.description}`}
          </>
        }
        actions={
          owner && (
            <>
              {before && (
                <Button onClick={() => setRollingBack(before)}>
                  <RotateCcw aria-hidden />
                  Roll back
                </Button>
              )}
              {pipeline.id !== null && shown && shown.number !== pipeline.active_number && (
                <Button onClick={() => setActivating(shown)}>Activate {versionName(shown.number)}</Button>
              )}
              {pipeline.id === null ? (
                <Button variant="primary" onClick={make} busy={busy}>
                  <Copy aria-hidden />
                  Make it your own
                </Button>
              ) : (
                <Button asChild variant="primary">
                  <Link to="/pipelines/$kind/edit" params={{ kind }}>
                    <PencilLine aria-hidden />
                    {pipeline.draft_number === null ? "Edit" : "Edit draft"}
                  </Link>
                </Button>
              )}
            </>
          )
        }
      />
      <div className="mt-4 grid gap-3 lg:grid-cols-[280px_minmax(0,1fr)]">
        <Panel aria-label="Versions" className="self-start overflow-hidden max-lg:max-h-72 max-lg:overflow-y-auto">
          <VersionList
            versions={versions}
            shown={shown?.number ?? 0}
            onShow={(version) => void navigate({ search: { version }, replace: true, resetScroll: false })}
          />
          {more}
        </Panel>
        {shown && <VersionView key={shown.number} version={shown} versions={versions} />}
      </div>
      <ActivateDialog
        version={activating}
        active={active}
        onClose={() => setActivating(undefined)}
        onConfirm={async (number) => {
          await activate.mutateAsync(number);
          toast.done(`Runs use ${versionName(number)} from now on.`);
        }}
      />
      <ActivateDialog
        verb="Roll back to"
        version={rollingBack}
        active={active}
        onClose={() => setRollingBack(undefined)}
        onConfirm={async () => {
          const { active_number } = await rollBack.mutateAsync();
          toast.done(`Rolled back: runs use ${versionName(active_number)} from now on.`);
        }}
      />
    </Page>
  );
}

/** What was active before what is active now; the built-in version when nothing was. */
function previousOf(versions: readonly PipelineVersion[], active: PipelineVersion | undefined) {
  const since = active?.activated_at;
  if (!active || active.number === 0 || !since) return undefined;
  const earlier = versions
    .filter(
      (one) => one.status === "retired" && one.number > 0 && one.activated_at !== null && one.activated_at < since,
    )
    .toSorted((a, b) => Date.parse(b.activated_at ?? "") - Date.parse(a.activated_at ?? ""));
  return earlier[0] ?? versions.find((one) => one.number === 0);
}

function PipelineSkeleton() {
  return (
    <Page>
      <div role="status">
        <span className="sr-only">Loading the pipeline</span>
        <Skeleton className="h-6 w-64" />
        <Skeleton className="mt-2 h-4 w-80 max-w-full" />
        <div className="mt-4 grid gap-3 lg:grid-cols-[280px_minmax(0,1fr)]">
          <Skeleton className="h-56" />
          <Skeleton className="h-[480px]" />
        </div>
      </div>
    </Page>
  );
}
