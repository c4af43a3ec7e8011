import { isFinished, Run, RunAccepted, RunPage, type RunQuery } from "@plumbline/contracts";
import { infiniteQueryOptions, keepPreviousData, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";
import { keysetPages } from "../../lib/pages.ts";

export type RunFilter = Pick<RunQuery, "status" | "kind" | "subject_id">;

/** Runs newest first; kept fresh while one of them is not finished. */
export const runsQuery = (filter: RunFilter) =>
  infiniteQueryOptions({
    queryKey: ["runs", "list", filter],
    queryFn: ({ pageParam, signal }) =>
      api.get("/v1/runs", RunPage, { signal, query: { ...filter, limit: 50, cursor: pageParam } }),
    ...keysetPages,
    placeholderData: keepPreviousData,
    refetchInterval: (query) =>
      query.state.data?.pages[0]?.items.some((run) => !isFinished(run.status)) ? 2500 : 15_000,
  });

/** Asks a run to stop; `conflict` when it has finished already. */
export function useCancelRun() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => api.post(`/v1/runs/${id}/cancel`, Run),
    onSettled: () => client.invalidateQueries({ queryKey: ["runs"] }),
  });
}

/** Runs the pipeline again over the same dataset. */
export function useRunAgain() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (dataset_id: string) => api.post(`/v1/datasets/${dataset_id}/runs`, RunAccepted),
    onSuccess: () => client.invalidateQueries({ queryKey: ["runs"] }),
  });
}
