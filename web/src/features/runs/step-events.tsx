import { isFinished, type RunDetail, type RunStep } from "@plumbline/contracts";
import { useQuery } from "@tanstack/react-query";
import { formatDateTime, formatDuration, formatShare, words } from "../../lib/format.ts";
import { runHistoryQuery } from "../../lib/run-events.ts";
import { ErrorState } from "../../ui/error-state.tsx";
import { SkeletonText } from "../../ui/skeleton.tsx";

/** What happened at a step, in order; without a step, what happened to the run. */
export function StepEvents({ run, step }: { run: RunDetail; step?: RunStep }) {
  const query = useQuery({ ...runHistoryQuery(run.id), enabled: isFinished(run.status) });
  if (query.isError && !query.data)
    return (
      <ErrorState
        compact
        className="m-3"
        error={query.error}
        title="The events could not be loaded"
        onRetry={() => void query.refetch()}
        retrying={query.isFetching}
      />
    );
  if (!query.data) return isFinished(run.status) ? <SkeletonText lines={4} className="p-3" /> : <None />;
  const events = query.data
    .filter((event) => (step ? event.step_key === step.key : event.step_key === null))
    .toSorted((a, b) => a.seq - b.seq);
  if (events.length === 0) return <None />;
  const start = Date.parse(run.started_at ?? run.created_at);
  return (
    <ol aria-label="Events" className="divide-y divide-line">
      {events.map((event) => (
        <li key={event.seq} className="flex items-baseline gap-3 px-3 py-1">
          <time
            dateTime={event.at}
            title={formatDateTime(event.at)}
            className="w-16 shrink-0 text-right text-sm text-muted tabular-nums"
          >
            +{formatDuration(Math.max(0, Date.parse(event.at) - start))}
          </time>
          <span className="w-24 shrink-0">{words(event.type.replace(/^step_/, ""))}</span>
          <span className="min-w-0 text-muted wrap-anywhere">
            {event.message}
            {event.type === "step_progress" && event.progress !== null && ` ${formatShare(event.progress, 0)}`}
          </span>
        </li>
      ))}
    </ol>
  );
}

const None = () => <p className="p-3 text-muted">Nothing has happened here yet.</p>;
