import {
  BulkAnswer,
  type BulkReplay,
  type BulkRequest,
  MonitoringMetrics,
  type MonitoringQuery,
  MonitoringRunPage,
  type MonitoringRunQuery,
  MonitoringSteps,
  MonitoringTrends,
  TestRunDetail,
  TestRunPage,
  type TestRunQuery,
  type TrendQuery,
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

const fresh = { placeholderData: keepPreviousData, refetchInterval: 60_000 };

/** Runs over time, or with `step` the executions of one step. */
export const trendsQuery = (query: TrendQuery) =>
  queryOptions({
    queryKey: ["monitoring", "trends", query],
    queryFn: ({ signal }) => api.get("/v1/monitoring/trends", MonitoringTrends, { signal, query }),
    ...fresh,
  });

/** How each step went. */
export const stepSummariesQuery = (query: MonitoringQuery) =>
  queryOptions({
    queryKey: ["monitoring", "steps", query],
    queryFn: ({ signal }) => api.get("/v1/monitoring/steps", MonitoringSteps, { signal, query }),
    ...fresh,
  });

/** What was measured at each node. */
export const metricSummariesQuery = (query: MonitoringQuery) =>
  queryOptions({
    queryKey: ["monitoring", "metrics", query],
    queryFn: ({ signal }) => api.get("/v1/monitoring/metrics", MonitoringMetrics, { signal, query }),
    ...fresh,
  });

/** Runs with how long they waited and took, newest first. */
export const monitoringRunsQuery = (query: Omit<MonitoringRunQuery, "limit" | "cursor">) =>
  infiniteQueryOptions({
    queryKey: ["monitoring", "runs", query],
    queryFn: ({ pageParam, signal }) =>
      api.get("/v1/monitoring/runs", MonitoringRunPage, { signal, query: { ...query, limit: 50, cursor: pageParam } }),
    ...keysetPages,
    ...fresh,
  });

/** Quality suites that were executed, and what validation said about runs; newest first. */
export const testRunsQuery = (query: Omit<TestRunQuery, "limit" | "cursor">) =>
  infiniteQueryOptions({
    queryKey: ["monitoring", "tests", query],
    queryFn: ({ pageParam, signal }) =>
      api.get("/v1/monitoring/test-runs", TestRunPage, { signal, query: { ...query, limit: 50, cursor: pageParam } }),
    ...keysetPages,
    ...fresh,
  });

export const testRunQuery = (id: string) =>
  queryOptions({
    queryKey: ["monitoring", "tests", id],
    queryFn: ({ signal }) => api.get(`/v1/monitoring/test-runs/${id}`, TestRunDetail, { signal }),
  });

/** Counts the runs that fit, or with `confirm` acts on them. */
export function useBulk(act: "cancel" | "replay") {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: BulkRequest | BulkReplay) => api.post(`/v1/runs/${act}`, BulkAnswer, { body }),
    onSuccess: (_, { confirm }) =>
      confirm === null
        ? undefined
        : Promise.all(["runs", "monitoring"].map((noun) => client.invalidateQueries({ queryKey: [noun] }))),
  });
}
