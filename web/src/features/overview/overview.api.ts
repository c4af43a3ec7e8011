import { DatasetPage, InsightPage, RunPage } from "@plumbline/contracts";
import { queryOptions } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";

/** The datasets that were added last. */
export const recentDatasetsQuery = queryOptions({
  queryKey: ["datasets", "recent"],
  queryFn: ({ signal }) => api.get("/v1/datasets", DatasetPage, { signal, query: { limit: 8 } }),
});

/** The insights that were published last. */
export const latestInsightsQuery = queryOptions({
  queryKey: ["insights", "latest"],
  queryFn: ({ signal }) => api.get("/v1/insights", InsightPage, { signal, query: { limit: 12 } }),
});

/** The runs that were requested last. */
export const recentRunsQuery = queryOptions({
  queryKey: ["runs", "recent"],
  queryFn: ({ signal }) => api.get("/v1/runs", RunPage, { signal, query: { limit: 6 } }),
});
