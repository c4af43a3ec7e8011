import { deterministicModel, TextModelList } from "@plumbline/contracts";
import { queryOptions } from "@tanstack/react-query";
import { api } from "./api.ts";

/** The language models that workers offer, the built-in writer among them; they change when a worker starts. */
export const textModelsQuery = queryOptions({
  queryKey: ["text-models"],
  queryFn: ({ signal }) => api.get("/v1/text-models", TextModelList, { signal }),
  staleTime: 60_000,
});

/** A model as people call it, and as a sentence does. */
export const modelName = (name: string): string => (name === deterministicModel ? "Built-in writer" : name);
export const modelInSentence = (name: string): string => (name === deterministicModel ? "the built-in writer" : name);
