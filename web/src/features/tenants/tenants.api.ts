import { Tenant, TenantCreate, TenantJoin, TenantJoinAnswer } from "@plumbline/contracts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";

/** Creates a tenant with the caller as its owner; it may have to be approved first. */
export function useCreateTenant() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (tenant: TenantCreate) =>
      api.post("/v1/tenants", Tenant, { body: TenantCreate.parse(tenant), tenant: false }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["me"] }),
  });
}

/** Asks to join a tenant; the answer is the same whether or not it exists. */
export function useJoinTenant() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wish: TenantJoin) =>
      api.post("/v1/tenants/join", TenantJoinAnswer, { body: TenantJoin.parse(wish), tenant: false }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["me"] }),
  });
}
