import { MetricCatalogue, PipelineList, PipelineVersion, PipelineVersionPage, StepList } from "@plumbline/contracts";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "./api.ts";
import { keysetPages } from "./pages.ts";

/** The pipeline of every kind of run: the tenant's own, else the one that comes with Plumbline. */
export const pipelinesQuery = queryOptions({
  queryKey: ["pipelines", "list"],
  queryFn: ({ signal }) => api.get("/v1/pipelines", PipelineList, { signal }),
});

/** Versions of a pipeline, newest first; the last one is 0, which is built in. */
export const pipelineVersionsQuery = (pipeline: string) =>
  infiniteQueryOptions({
    queryKey: ["pipelines", pipeline, "versions"],
    queryFn: ({ pageParam, signal }) =>
      api.get(`/v1/pipelines/${pipeline}/versions`, PipelineVersionPage, {
        signal,
        query: { limit: 50, cursor: pageParam },
      }),
    ...keysetPages,
  });

/** One version with its nodes. */
export const pipelineVersionQuery = (pipeline: string, number: number) =>
  queryOptions({
    queryKey: ["pipelines", pipeline, "versions", number],
    queryFn: ({ signal }) => api.get(`/v1/pipelines/${pipeline}/versions/${number}`, PipelineVersion, { signal }),
  });

/** The steps that exist; they change with a new release only. */
export const stepsQuery = queryOptions({
  queryKey: ["steps"],
  queryFn: ({ signal }) => api.get("/v1/steps", StepList, { signal }),
  staleTime: 300_000,
});

/** Metrics and the profiles that nodes are measured with. */
export const metricCatalogueQuery = queryOptions({
  queryKey: ["metrics", "catalogue"],
  queryFn: ({ signal }) => api.get("/v1/metrics", MetricCatalogue, { signal }),
});
