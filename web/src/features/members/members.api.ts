import { Member, type MemberUpdate, page } from "@plumbline/contracts";
import { infiniteQueryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";
import { keysetPages } from "../../lib/pages.ts";

const MemberPage = page(Member);

/** Everybody in this tenant, whatever their status. */
export const membersQuery = infiniteQueryOptions({
  queryKey: ["members", "list"],
  queryFn: ({ pageParam, signal }) =>
    api.get("/v1/members", MemberPage, { signal, query: { limit: 100, cursor: pageParam } }),
  ...keysetPages,
});

/** Approves, suspends, or gives another role. */
export function useUpdateMember() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ user_id, update }: { user_id: string; update: MemberUpdate }) =>
      api.patch(`/v1/members/${user_id}`, Member, { body: update }),
    onSettled: () => client.invalidateQueries({ queryKey: ["members"] }),
  });
}

/** Takes a member out of the tenant; oneself to leave it. */
export function useRemoveMember() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (user_id: string) => api.delete(`/v1/members/${user_id}`),
    // The keys of a service go with it.
    onSettled: () => Promise.all(["members", "api-keys"].map((noun) => client.invalidateQueries({ queryKey: [noun] }))),
  });
}
