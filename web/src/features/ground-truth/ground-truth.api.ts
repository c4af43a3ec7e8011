import { GroundTruth, type GroundTruthCreate, GroundTruthPage, type GroundTruthQuery } from "@plumbline/contracts";
import { infiniteQueryOptions, keepPreviousData, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";
import { keysetPages } from "../../lib/pages.ts";

export type TruthFilter = Partial<Pick<GroundTruthQuery, "scope" | "reference" | "search" | "run_id" | "all_versions">>;

const list = (filter: TruthFilter) => ({
  queryKey: ["ground-truth", filter],
  queryFn: ({ pageParam, signal }: { pageParam: string; signal: AbortSignal }) =>
    api.get("/v1/ground-truth", GroundTruthPage, { signal, query: { ...filter, limit: 50, cursor: pageParam } }),
  ...keysetPages,
});

/** What is known to be right, newest first. */
export const groundTruthQuery = (filter: TruthFilter) =>
  infiniteQueryOptions({ ...list(filter), placeholderData: keepPreviousData });

/** Every version of one entry, newest first. */
export const truthVersionsQuery = (scope: string, reference: string) =>
  infiniteQueryOptions({
    ...list({ scope, reference, all_versions: true }),
    enabled: scope !== "" && reference !== "",
  });

/** Sets down what is right: the next version under its scope and reference. */
export function useSetDown() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: GroundTruthCreate) => api.post("/v1/ground-truth", GroundTruth, { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["ground-truth"] }),
  });
}
