import { MemberPage } from "@plumbline/contracts";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { api } from "./api.ts";

const namesQuery = queryOptions({
  queryKey: ["members", "names"],
  queryFn: ({ signal }) => api.get("/v1/members", MemberPage, { signal, query: { limit: 100 } }),
  select: (page) => new Map(page.items.map((member) => [member.user_id, member.display_name || member.email])),
  staleTime: 300_000,
});

/** What a member is called; undefined for nobody, and until it is known. */
export function useMemberName(user_id: string | null): string | undefined {
  const { data } = useQuery({ ...namesQuery, enabled: user_id !== null });
  if (user_id === null || !data) return undefined;
  return data.get(user_id) ?? "somebody who has left";
}
