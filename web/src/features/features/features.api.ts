import { Feature, type FeatureKey, type FeatureUpdate } from "@plumbline/contracts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";
import { featuresQuery } from "../../lib/features.ts";

/** Switches a feature for the tenant, or takes its own answer back. The frame follows at once. */
export function useUpdateFeature() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ key, update }: { key: FeatureKey; update: FeatureUpdate }) =>
      api.patch(`/v1/features/${key}`, Feature, { body: update }),
    onSuccess: (changed) =>
      client.setQueryData(featuresQuery.queryKey, (list) =>
        list ? { items: list.items.map((feature) => (feature.key === changed.key ? changed : feature)) } : list,
      ),
    onSettled: () => client.invalidateQueries({ queryKey: ["features"] }),
  });
}
