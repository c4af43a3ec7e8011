import { type FeatureKey, FeatureList } from "@plumbline/contracts";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { api } from "./api.ts";

/** Every feature as it is for the tenant on the screen. */
export const featuresQuery = queryOptions({
  queryKey: ["features"],
  queryFn: ({ signal }) => api.get("/v1/features", FeatureList, { signal }),
  staleTime: 60_000,
});

/**
 * Tells whether a feature is switched off here. What is not known yet, or names no feature, counts as on: only what
 * is offered hangs on this, the server decides.
 */
export function useIsOff(): (key: FeatureKey | undefined) => boolean {
  const { data } = useQuery(featuresQuery);
  return (key) => key !== undefined && data?.items.find((feature) => feature.key === key)?.enabled === false;
}
