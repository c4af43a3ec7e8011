import { canRetry, isAppError } from "@plumbline/contracts";
import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";

/** Codes that say the caller's standing changed: what is known about the caller is stale. */
const standing = new Set([
  "membership_pending",
  "membership_suspended",
  "tenant_pending",
  "tenant_suspended",
  "tenant_required",
]);

const onError = (error: unknown): void => {
  if (!isAppError(error)) return;
  if (standing.has(error.code)) void queryClient.invalidateQueries({ queryKey: ["me"] });
  // Somebody switched it off meanwhile: the frame hides what is gone.
  if (error.code === "feature_disabled") void queryClient.invalidateQueries({ queryKey: ["features"] });
};

/**
 * The one cache. A failed read is tried again only when its code says that can help, three times at most. Query keys
 * start with the plural noun (`["runs", id]`), so that one call invalidates all that is known of a noun.
 */
export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: (failures, error) => failures < 3 && isAppError(error) && canRetry(error.code),
      retryDelay: (failures, error) => {
        const asked_s = "retry_after_s" in error && typeof error.retry_after_s === "number" ? error.retry_after_s : 0;
        return Math.max(asked_s * 1000, Math.min(1000 * 2 ** failures, 8000));
      },
    },
    mutations: { retry: false },
  },
});

/** Queries about the caller rather than a tenant, by the first part of their key. */
const ofCaller = new Set<unknown>(["me", "invitation"]);

/** Forgets all that was read of a tenant: nothing of it is ever shown in another one. */
export const forgetTenant = (): void =>
  queryClient.removeQueries({ predicate: ({ queryKey }) => !ofCaller.has(queryKey[0]) });
