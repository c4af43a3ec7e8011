import { type ApiKeyCreate, ApiKeyMade, ApiKeyPage, type ApiKeyRotate, Settings } from "@plumbline/contracts";
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";
import { keysetPages } from "../../lib/pages.ts";

/** Keys newest first, those that ended too; owners only. */
export const apiKeysQuery = infiniteQueryOptions({
  queryKey: ["api-keys", "list"],
  queryFn: ({ pageParam, signal }) =>
    api.get("/v1/api-keys", ApiKeyPage, { signal, query: { limit: 50, cursor: pageParam } }),
  ...keysetPages,
});

/** How many days a key of this tenant may live. */
export const keyLifeQuery = queryOptions({
  queryKey: ["settings", "access"],
  queryFn: ({ signal }) => api.get("/v1/settings/access", Settings, { signal }),
  select: ({ value }) => Number(value.api_key_max_days ?? 365),
});

function useChange<V, R>(mutationFn: (value: V) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    // The answer may carry a secret: it goes with the dialog that shows it.
    gcTime: 0,
    // A key comes with a service among the members.
    onSettled: () => Promise.all(["api-keys", "members"].map((noun) => client.invalidateQueries({ queryKey: [noun] }))),
  });
}

/** Makes a service and its first key; the answer is the only one that has the secret. */
export const useCreateApiKey = () => useChange((body: ApiKeyCreate) => api.post("/v1/api-keys", ApiKeyMade, { body }));

/** Makes the key that comes after another, which goes on for the overlap. */
export const useRotateApiKey = () =>
  useChange(({ id, body }: { id: string; body: ApiKeyRotate }) =>
    api.post(`/v1/api-keys/${id}/rotate`, ApiKeyMade, { body }),
  );

/** Ends a key for good, from its next request on. */
export const useRevokeApiKey = () => useChange((id: string) => api.delete(`/v1/api-keys/${id}`));
