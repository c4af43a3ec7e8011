import {
  Pipeline,
  type PipelineCreate,
  type PipelineDraft,
  PipelineFaults,
  type PipelineNode,
  PipelineVersion,
} from "@plumbline/contracts";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";

/** Makes the tenant's own pipeline of a kind; its first draft is a copy of the built-in one. */
export function useCreatePipeline() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: PipelineCreate) => api.post("/v1/pipelines", Pipeline, { body }),
    onSettled: () => client.invalidateQueries({ queryKey: ["pipelines"] }),
  });
}

/** Writes the draft; `conflict` when another revision is there, `pipeline_invalid` with faults at their pointers. */
export function useSaveDraft(pipeline: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: PipelineDraft) => api.put(`/v1/pipelines/${pipeline}/draft`, PipelineVersion, { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["pipelines"] }),
  });
}

/** Makes a version the one that new runs use. */
export function useActivate(pipeline: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (number: number) => api.post(`/v1/pipelines/${pipeline}/activate`, Pipeline, { body: { number } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["pipelines"] }),
  });
}

/** Activates what was active before. */
export function useRollBack(pipeline: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.post(`/v1/pipelines/${pipeline}/rollback`, Pipeline),
    onSuccess: () => client.invalidateQueries({ queryKey: ["pipelines"] }),
  });
}

/** What the server says about nodes that are not saved. */
export const pipelineCheckQuery = (nodes: readonly PipelineNode[]) =>
  queryOptions({
    queryKey: ["pipelines", "check", nodes],
    queryFn: ({ signal }) => api.post("/v1/pipelines/check", PipelineFaults, { signal, body: { nodes } }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
