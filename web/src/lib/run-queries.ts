import { Artifact, type Run, RunPage } from "@plumbline/contracts";
import { queryOptions } from "@tanstack/react-query";
import { api } from "./api.ts";
import { formatDateTime, shortId, words } from "./format.ts";

/** The result of a step; a step that was not executed again shows the one it stands on. */
export const artifactQuery = (run: string, key: string) =>
  queryOptions({
    queryKey: ["runs", run, "artifacts", key],
    queryFn: ({ signal }) => api.get(`/v1/runs/${run}/artifacts/${key}`, Artifact, { signal }),
    staleTime: 60_000,
  });

/** The newest runs, to choose one of them. */
export const recentRunsQuery = queryOptions({
  queryKey: ["runs", "recent"],
  queryFn: ({ signal }) => api.get("/v1/runs", RunPage, { signal, query: { limit: 20 } }),
});

/** A run in a list of choices. */
export const runChoice = (run: Run) => ({
  value: run.id,
  label: `${run.subject_name ?? words(run.kind)}, ${formatDateTime(run.created_at)}`,
  detail: `${words(run.status)} · ${shortId(run.id)}`,
});
