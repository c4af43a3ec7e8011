import type { Run } from "@plumbline/contracts";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { formatShare, plural, words } from "../../lib/format.ts";
import { RelativeTime } from "../../lib/relative-time.tsx";
import { Popover, PopoverClose, PopoverContent, PopoverTrigger } from "../../ui/popover.tsx";
import { Progress } from "../../ui/progress.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { activeRunsQuery } from "./frame.api.ts";

/** When work disappears from the active list its results are there: what was read about them is old. */
function useRefreshWhenDone(runs: Run[] | undefined): void {
  const client = useQueryClient();
  const before = useRef<Set<string>>(new Set());
  useEffect(() => {
    if (!runs) return;
    const now = new Set(runs.map((run) => run.id));
    const done = [...before.current].some((id) => !now.has(id));
    before.current = now;
    if (!done) return;
    const predicate = (query: { queryKey: readonly unknown[] }): boolean =>
      ["runs", "datasets", "insights"].includes(String(query.queryKey[0])) && query.queryKey[1] !== "active";
    void client.invalidateQueries({ predicate });
  }, [runs, client]);
}

/** Work under way in this tenant, always in sight. */
export function Activity() {
  const active = useQuery(activeRunsQuery);
  const runs = active.data ?? [];
  useRefreshWhenDone(active.data);
  const word = active.isError ? "unknown" : runs.length === 0 ? "idle" : `${runs.length} running`;
  const dot = active.isError ? "bg-line-strong" : runs.length === 0 ? "bg-pass" : "animate-pulse bg-accent";
  return (
    <Popover>
      <PopoverTrigger className="flex h-7 items-center gap-1.5 rounded-md px-2 whitespace-nowrap text-muted hover:bg-hover hover:text-ink data-[state=open]:bg-hover pointer-coarse:h-11 pointer-coarse:min-w-11 pointer-coarse:justify-center">
        <span aria-hidden="true" className={`size-[7px] rounded-full ${dot}`} />
        <span className="sr-only">Activity: </span>
        <span className="max-sm:sr-only">{word}</span>
      </PopoverTrigger>
      <PopoverContent align="end" className="w-80 p-0" aria-label="Activity">
        <div className="flex items-baseline border-b border-line px-3 py-2">
          <h2 className="text-base">Activity</h2>
          <span className="ml-auto text-sm text-muted">{runs.length > 0 ? plural(runs.length, "run") : ""}</span>
        </div>
        {runs.length === 0 ? (
          <p className="px-3 py-4 text-muted">
            {active.isError ? "The server does not answer." : "No run is waiting or under way."}
          </p>
        ) : (
          <ul className="max-h-80 overflow-y-auto">
            {runs.map((run) => (
              <li key={run.id} className="border-b border-line last:border-b-0">
                <PopoverClose asChild>
                  <Link
                    to="/runs/$runId"
                    params={{ runId: run.id }}
                    className="block px-3 py-2 -outline-offset-2 hover:bg-hover"
                  >
                    <span className="flex items-baseline gap-2">
                      <span className="min-w-0 flex-1 truncate font-medium">{run.subject_name ?? words(run.kind)}</span>
                      <span className="text-sm text-muted">{formatShare(run.progress, 0)}</span>
                    </span>
                    <Progress
                      value={run.progress}
                      label={`Progress of ${run.subject_name ?? run.kind}`}
                      className="my-1.5"
                    />
                    <span className="flex items-center gap-2 text-sm text-muted">
                      <StatusMark status={run.status} className="text-sm" />
                      <RelativeTime at={run.started_at ?? run.created_at} />
                    </span>
                  </Link>
                </PopoverClose>
              </li>
            ))}
          </ul>
        )}
        <div className="border-t border-line px-3 py-2">
          <PopoverClose asChild>
            <Link to="/runs" className="rounded-sm text-accent hover:underline">
              All runs
            </Link>
          </PopoverClose>
        </div>
      </PopoverContent>
    </Popover>
  );
}
