import {
  MetricDefinition,
  type MetricDefinitionUpdate,
  type MetricDefinitionWrite,
  MetricProfile,
  type MetricProfileUpdate,
  type MetricProfileWrite,
} from "@plumbline/contracts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";

function useChange<Input, Output>(change: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => client.invalidateQueries({ queryKey: ["metrics"] }),
  });
}

/** Defines a metric; `conflict` when the key is taken. */
export const useCreateDefinition = () =>
  useChange((body: MetricDefinitionWrite) => api.post("/v1/metrics/definitions", MetricDefinition, { body }));
/** What was measured stays as it was. */
export const useUpdateDefinition = (id: string) =>
  useChange((body: MetricDefinitionUpdate) => api.patch(`/v1/metrics/definitions/${id}`, MetricDefinition, { body }));
/** `conflict` while a profile uses it. */
export const useDeleteDefinition = () => useChange((id: string) => api.delete(`/v1/metrics/definitions/${id}`));

/** Makes a profile; `conflict` when the key is taken. */
export const useCreateProfile = () =>
  useChange((body: MetricProfileWrite) => api.post("/v1/metrics/profiles", MetricProfile, { body }));
/** Runs under way measure with what it was when they were taken. */
export const useUpdateProfile = (id: string) =>
  useChange((body: MetricProfileUpdate) => api.patch(`/v1/metrics/profiles/${id}`, MetricProfile, { body }));
/** `conflict` while a draft or an active pipeline version names it. */
export const useDeleteProfile = () => useChange((id: string) => api.delete(`/v1/metrics/profiles/${id}`));
