import { Me, type Membership, type Role } from "@plumbline/contracts";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { api } from "./api.ts";
import { useTenantChoice } from "./tenant-choice.ts";

/** The query of the caller: name, memberships, default tenant. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => api.get("/v1/me", Me, { signal, tenant: false }),
  staleTime: 60_000,
});

/** A membership that lets its holder work: both it and its tenant are active. */
export const isActive = (membership: Membership): boolean =>
  membership.status === "active" && membership.tenant.status === "active";

/** The membership to work in: the remembered tenant, else the caller's default, else the first; undefined when none is active. */
export function currentMembership(me: Me, chosen: string | null): Membership | undefined {
  const active = me.memberships.filter(isActive);
  return (
    active.find((m) => m.tenant.id === chosen) ?? active.find((m) => m.tenant.id === me.default_tenant_id) ?? active[0]
  );
}

/** The caller's membership in the tenant on the screen; undefined while unknown. */
export function useMembership(): Membership | undefined {
  const me = useQuery(meQuery);
  const chosen = useTenantChoice();
  return me.data && currentMembership(me.data, chosen);
}

const rank: Record<Role, number> = { viewer: 0, editor: 1, owner: 2 };

/** Whether the caller has at least this role here; false while unknown. Only for what is offered: the server decides. */
export function useHasRole(atLeast: Role): boolean {
  const membership = useMembership();
  return membership !== undefined && rank[membership.role] >= rank[atLeast];
}
