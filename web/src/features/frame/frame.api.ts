import { DatasetPage, InsightPage, Member, page, RunPage } from "@plumbline/contracts";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";

const MemberPage = page(Member);

/** Runs that are waiting or under way, newest first; asked for more often while there are any. */
export const activeRunsQuery = queryOptions({
  queryKey: ["runs", "active"],
  queryFn: async ({ signal }) => {
    const pages = await Promise.all(
      (["running", "queued"] as const).map((status) =>
        api.get("/v1/runs", RunPage, { signal, query: { status, limit: 20 } }),
      ),
    );
    return pages.flatMap((page) => page.items);
  },
  staleTime: 0,
  refetchInterval: (query) => (query.state.data?.length ? 2000 : 8000),
});

/** How many members wait for an owner. */
export const waitingMembersQuery = queryOptions({
  queryKey: ["members", "waiting"],
  queryFn: async ({ signal }) => {
    const page = await api.get("/v1/members", MemberPage, { signal, query: { limit: 100 } });
    return page.items.filter((member) => member.status === "pending").length;
  },
  refetchInterval: 60_000,
});

/** What the command palette finds for `search`; datasets and insights, where the tenant has them, are searched by the server. */
export const findQuery = (search: string, withData: boolean) =>
  queryOptions({
    queryKey: ["find", search, withData],
    queryFn: async ({ signal }) => {
      const query = { search: search || undefined, limit: 8 };
      const [datasets, insights, runs] = await Promise.all([
        withData ? api.get("/v1/datasets", DatasetPage, { signal, query }) : { items: [] },
        withData && search ? api.get("/v1/insights", InsightPage, { signal, query }) : { items: [] },
        api.get("/v1/runs", RunPage, { signal, query: { limit: search ? 50 : 5 } }),
      ]);
      const wanted = search.toLowerCase();
      return {
        datasets: datasets.items,
        insights: insights.items,
        runs: runs.items
          .filter((run) => `${run.subject_name ?? ""} ${run.id} ${run.status}`.toLowerCase().includes(wanted))
          .slice(0, 6),
      };
    },
    placeholderData: keepPreviousData,
    staleTime: 5000,
  });
