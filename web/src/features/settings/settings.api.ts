import { Me, type MeUpdate } from "@plumbline/contracts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";
import { meQuery } from "../../lib/me.ts";

/** Changes the caller's own name or default tenant. */
export function useUpdateMe() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (update: MeUpdate) => api.patch("/v1/me", Me, { body: update, tenant: false }),
    onSuccess: (me) => {
      client.setQueryData(meQuery.queryKey, me);
      void client.invalidateQueries({ queryKey: ["members"] });
    },
  });
}
