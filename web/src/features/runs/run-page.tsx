import { isFinished, type RunDetail } from "@plumbline/contracts";
import { Link, useParams } from "@tanstack/react-router";
import { formatShare, shortId, words } from "../../lib/format.ts";
import { usePageTitle } from "../../lib/page-title.ts";
import { RelativeTime } from "../../lib/relative-time.tsx";
import { type RunConnection, useRunEvents } from "../../lib/run-events.ts";
import { modelInSentence } from "../../lib/text-models.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Page } from "../../ui/page.tsx";
import { PageHeader, SectionHeader } from "../../ui/page-header.tsx";
import { Progress } from "../../ui/progress.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { StatRow } from "../../ui/stat-row.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { ModelCalls } from "./model-calls.tsx";
import { RunActions } from "./run-actions.tsx";
import { RunDuration } from "./run-duration.tsx";
import { RunFacts } from "./run-facts.tsx";
import { RunFailurePanel } from "./run-failure-panel.tsx";
import { RunWork } from "./run-work.tsx";

/** One run as it happens. */
export function RunPage() {
  const { runId } = useParams({ from: "/app/runs/$runId" });
  const { query, run, connection } = useRunEvents(runId);
  usePageTitle(run ? `${run.subject_name ?? words(run.kind)}, run ${shortId(run.id)}` : "Run");

  if (!run && query.isError)
    return (
      <Page>
        <ErrorState
          error={query.error}
          title="This run could not be loaded"
          onRetry={() => void query.refetch()}
          retrying={query.isFetching}
          action={
            <Button asChild variant="ghost">
              <Link to="/runs">All runs</Link>
            </Button>
          }
        />
      </Page>
    );
  if (!run) return <RunSkeleton />;
  return <RunView run={run} connection={connection} />;
}

function RunView({ run, connection }: { run: RunDetail; connection: RunConnection }) {
  const done = run.steps.filter((step) => step.status === "succeeded" || step.status === "skipped").length;
  const failed = run.failure !== null;
  const tone = failed ? "critical" : run.status === "cancelled" ? "muted" : isFinished(run.status) ? "pass" : "accent";
  return (
    <Page>
      <PageHeader
        title={run.subject_name ?? words(run.kind)}
        meta={
          <span className="flex flex-wrap items-center gap-x-2">
            <StatusMark status={run.status} className="font-medium" />
            <span>
              {words(run.kind)} · requested <RelativeTime at={run.created_at} /> ·{" "}
              <span className="font-mono">{shortId(run.id)}</span>
            </span>
            <Lineage run={run} />
            <Live connection={connection} />
          </span>
        }
        actions={<RunActions run={run} />}
      />
      <Progress value={run.progress} label="Progress of the run" tone={tone} className="mt-4" />
      <StatRow
        className="mt-3"
        stats={[
          { label: "Progress", value: formatShare(run.progress, 0) },
          { label: "Steps", value: done, unit: `of ${run.steps.length}` },
          { label: "Duration", value: <RunDuration started_at={run.started_at} finished_at={run.finished_at} /> },
          { label: "Attempt", value: run.attempt },
        ]}
      />
      {run.failure && (
        <div className="mt-4">
          <RunFailurePanel
            failure={run.failure}
            title={run.status === "timed_out" ? "The run took too long" : "The run failed"}
          />
        </div>
      )}
      <RunWork run={run} />
      <ModelCalls run={run} />
      <SectionHeader title="Details" />
      <RunFacts run={run} />
    </Page>
  );
}

const ways = { rerun: "re-run from", edit: "edited at", replay: "replay of" } as const;

/** How it came from another run, with the way back to it. */
function Lineage({ run }: { run: RunDetail }) {
  if (run.lineage === null || run.rerun_of === null) return null;
  return (
    <span>
      {ways[run.lineage]} {run.from_node !== null && `${words(run.from_node).toLowerCase()} of `}
      <Link
        to="/runs/$runId"
        params={{ runId: run.rerun_of }}
        className="rounded-sm text-accent underline underline-offset-3"
      >
        run {shortId(run.rerun_of)}
      </Link>
      {run.model !== null && `, with ${modelInSentence(run.model)}`}
    </span>
  );
}

/** Says how the page knows what it shows. */
function Live({ connection }: { connection: RunConnection }) {
  if (connection !== "live" && connection !== "polling") return null;
  return (
    <span className="inline-flex items-center gap-1.5">
      <span
        aria-hidden="true"
        className={`size-[7px] rounded-full ${connection === "live" ? "animate-pulse bg-accent" : "bg-line-strong"}`}
      />
      {connection === "live" ? "live" : "live updates interrupted, asking again"}
    </span>
  );
}

function RunSkeleton() {
  return (
    <Page>
      <div role="status">
        <span className="sr-only">Loading the run</span>
        <Skeleton className="h-6 w-64" />
        <Skeleton className="mt-2 h-4 w-80 max-w-full" />
        <Skeleton className="mt-4 h-1 w-full" />
        <Skeleton className="mt-3 h-16 w-full" />
        <Skeleton className="mt-8 h-48 w-full" />
      </div>
    </Page>
  );
}
