import { isFinished } from "@plumbline/contracts";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { elapsed, formatDuration, words } from "../../lib/format.ts";
import { RelativeTime } from "../../lib/relative-time.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { SectionHeader } from "../../ui/page-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Progress } from "../../ui/progress.tsx";
import { SkeletonText } from "../../ui/skeleton.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { recentRunsQuery } from "./overview.api.ts";

/** The work of this tenant: what is under way first. */
export function RecentRuns() {
  const runs = useQuery({
    ...recentRunsQuery,
    refetchInterval: (query) => (query.state.data?.items.some((run) => !isFinished(run.status)) ? 2500 : 20_000),
  });
  const items = (runs.data?.items ?? []).toSorted(
    (a, b) => Number(isFinished(a.status)) - Number(isFinished(b.status)),
  );
  return (
    <section aria-label="Runs">
      <SectionHeader
        title="Runs"
        actions={
          <Link to="/runs" className="rounded-sm text-accent hover:underline">
            All runs
          </Link>
        }
      />
      {runs.isError && !runs.data ? (
        <ErrorState
          compact
          error={runs.error}
          title="The runs could not be loaded"
          onRetry={() => void runs.refetch()}
          retrying={runs.isFetching}
        />
      ) : (
        <Panel>
          {!runs.data ? (
            <SkeletonText lines={4} className="p-3" />
          ) : items.length === 0 ? (
            <p className="px-3 py-6 text-center text-muted">Nothing has run yet.</p>
          ) : (
            <ul>
              {items.map((run) => (
                <li key={run.id} className="border-b border-line last:border-b-0">
                  <Link
                    to="/runs/$runId"
                    params={{ runId: run.id }}
                    className="block px-3 py-2 -outline-offset-2 hover:bg-hover"
                  >
                    <span className="flex items-center gap-2">
                      <StatusMark status={run.status} iconOnly />
                      <span className="min-w-0 flex-1 truncate font-medium">{run.subject_name ?? words(run.kind)}</span>
                      <span className="text-sm text-muted">
                        {formatDuration(elapsed(run.started_at, run.finished_at))}
                      </span>
                    </span>
                    {isFinished(run.status) ? (
                      <span className="block truncate pl-[22px] text-sm text-muted">
                        {run.failure ? run.failure.detail : words(run.status)} · <RelativeTime at={run.created_at} />
                      </span>
                    ) : (
                      <Progress
                        value={run.progress}
                        label={`Progress of ${run.subject_name ?? "the run"}`}
                        className="mt-1.5"
                      />
                    )}
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
