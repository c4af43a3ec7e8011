import { DatasetPage, type Insight, InsightPage, type InsightQuery } from "@plumbline/contracts";
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";
import { keysetPages } from "../../lib/pages.ts";

export type InsightFilter = Pick<InsightQuery, "severity" | "search">;

/** Current insights of every dataset of the tenant, newest run first. */
export const insightsQuery = (filter: InsightFilter) =>
  infiniteQueryOptions({
    queryKey: ["insights", "list", filter],
    queryFn: ({ pageParam, signal }) =>
      api.get("/v1/insights", InsightPage, { signal, query: { ...filter, limit: 50, cursor: pageParam } }),
    ...keysetPages,
    placeholderData: keepPreviousData,
  });

/** All current insights of a dataset, the most important first. */
export const datasetInsightsQuery = (dataset_id: string) =>
  queryOptions({
    queryKey: ["insights", "dataset", dataset_id],
    queryFn: async ({ signal }) => {
      const items: Insight[] = [];
      let cursor: string | null = "";
      while (cursor !== null) {
        const query = { dataset_id, limit: 100, cursor };
        const page: InsightPage = await api.get("/v1/insights", InsightPage, { signal, query });
        items.push(...page.items);
        cursor = page.next_cursor;
      }
      return items.toSorted((a, b) => a.position - b.position);
    },
  });

/** Names of datasets by id, for rows that tell where an insight is from; the newest hundred. */
export const datasetNamesQuery = queryOptions({
  queryKey: ["datasets", "names"],
  queryFn: async ({ signal }) => {
    const page = await api.get("/v1/datasets", DatasetPage, { signal, query: { limit: 100 } });
    return new Map(page.items.map(({ id, name }) => [id, name]));
  },
});
