import {
  isFinished,
  ModelCallList,
  PipelineGraph,
  Run,
  RunAccepted,
  RunComparison,
  type RunEdit,
  RunMetrics,
  RunPage,
  type RunQuery,
  type RunReplay,
  type RunRerun,
} from "@plumbline/contracts";
import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";
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
    onSettled: () => Promise.all(["datasets", "runs"].map((noun) => client.invalidateQueries({ queryKey: [noun] }))),
  });
}

/** Runs the pipeline again over the same dataset. */
export function useRunAgain() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (dataset_id: string) => api.post(`/v1/datasets/${dataset_id}/runs`, RunAccepted),
    onSuccess: () => Promise.all(["datasets", "runs"].map((noun) => client.invalidateQueries({ queryKey: [noun] }))),
  });
}

/** Everything that was measured in a run. */
export const runMetricsQuery = (run: string) =>
  queryOptions({
    queryKey: ["runs", run, "metrics"],
    queryFn: ({ signal }) => api.get(`/v1/runs/${run}/metrics`, RunMetrics, { signal }),
  });

/** What language models were asked in a run, those of results it took over among them. */
export const modelCallsQuery = (run: string) =>
  queryOptions({
    queryKey: ["runs", run, "model-calls"],
    queryFn: ({ signal }) => api.get(`/v1/runs/${run}/model-calls`, ModelCallList, { signal }),
  });

/** The pipeline as the run executes it; `not_found` before its first start. */
export const runPipelineQuery = (run: string) =>
  queryOptions({
    queryKey: ["runs", run, "pipeline"],
    queryFn: ({ signal }) => api.get(`/v1/runs/${run}/pipeline`, PipelineGraph, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Two runs side by side. */
export const comparisonQuery = (run: string, other: string) =>
  queryOptions({
    queryKey: ["runs", run, "compare", other],
    queryFn: ({ signal }) => api.get(`/v1/runs/${run}/compare/${other}`, RunComparison, { signal }),
  });

/** A new run made from an ended one; every way answers with it. */
function useDerive<Body>(run: string, way: "rerun" | "edit" | "replay") {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Body) => api.post(`/v1/runs/${run}/${way}`, RunAccepted, { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["runs"] }),
  });
}
/** Executes a node and what follows again; results before it stand. */
export const useRerun = (run: string) => useDerive<RunRerun>(run, "rerun");
/** Takes a mended result of a node and executes what follows. */
export const useEditResult = (run: string) => useDerive<RunEdit>(run, "edit");
/** The same input again, with a pipeline and a model. */
export const useReplay = (run: string) => useDerive<RunReplay>(run, "replay");
