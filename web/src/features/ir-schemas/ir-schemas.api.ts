import {
  type Fault,
  IrSampleAnswer,
  IrSchemaBreaks,
  type IrSchemaCreate,
  IrSchemaDetail,
  IrSchemaList,
  type IrSchemaRename,
  type IrSchemaUpdate,
  isAppError,
  type JsonSchema,
  WouldHaveBlocked,
} from "@plumbline/contracts";
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";

const pathOf = (id: string): string => `/v1/ir-schemas/${encodeURIComponent(id)}`;

/** Schemas that come with the steps and the tenant's own, by step. */
export const irSchemasQuery = queryOptions({
  queryKey: ["ir-schemas", "list"],
  queryFn: ({ signal }) => api.get("/v1/ir-schemas", IrSchemaList, { signal }),
});

/** A schema with its versions: the tenant's own by id, a built-in one by its step. */
export const irSchemaQuery = (id: string) =>
  queryOptions({
    queryKey: ["ir-schemas", id],
    queryFn: ({ signal }) => api.get(pathOf(id), IrSchemaDetail, { signal }),
  });

/** How many recent runs had a result outside its schema. */
export const wouldHaveBlockedQuery = (days: number) =>
  queryOptions({
    queryKey: ["ir-schemas", "would-have-blocked", days],
    queryFn: ({ signal }) =>
      api.get("/v1/ir-schemas/would-have-blocked", WouldHaveBlocked, { signal, query: { days } }),
    placeholderData: keepPreviousData,
  });

/** What a version refuses that the active one accepts. */
export const breaksQuery = (id: string, version: number) =>
  queryOptions({
    queryKey: ["ir-schemas", id, "breaks", version],
    queryFn: ({ signal }) => api.get(`${pathOf(id)}/breaks`, IrSchemaBreaks, { signal, query: { version } }),
  });

/** What a sample is held against: a stored version, or a schema as it is being written. */
export type SampleAgainst = { version: number } | { schema: JsonSchema };

/** Where a sample is outside a version or a schema that is not saved. */
export const sampleQuery = (id: string, against: SampleAgainst, sample: unknown) =>
  queryOptions({
    queryKey: ["ir-schemas", id, "validate", against, sample],
    queryFn: ({ signal }) =>
      api.post(`${pathOf(id)}/validate`, IrSampleAnswer, { signal, body: { sample, ...against } }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });

/** Why a schema as it is being written cannot be used, with pointers into it; `id` is any schema's. */
export const schemaCheckQuery = (id: string, schema: JsonSchema) =>
  queryOptions({
    queryKey: ["ir-schemas", id, "check", schema],
    queryFn: async ({ signal }): Promise<Fault[]> => {
      try {
        // What the sample is does not matter: a schema that cannot be used is refused before it is looked at.
        await api.post(`${pathOf(id)}/validate`, IrSampleAnswer, { signal, body: { sample: null, schema } });
        return [];
      } catch (error) {
        if (isAppError(error) && error.code === "invalid_request" && error.errors) return insideSchema(error.errors);
        throw error;
      }
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });

/** The server's pointers are into the request, where the schema is `schema`. */
export const insideSchema = (faults: readonly Fault[]): Fault[] =>
  faults.map((fault) => ({ ...fault, location: fault.location.replace(/^\/schema(?=\/|$)/, "") }));

/** Every act answers with the schema as it is then. */
function useChange<Body>(change: (body: Body) => Promise<IrSchemaDetail>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: (schema) => {
      client.setQueryData(irSchemaQuery(schema.id ?? schema.step).queryKey, schema);
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["ir-schemas"] }),
  });
}

/** Makes a schema of the tenant's own; `conflict` when the step has one. */
export const useCreateSchema = () =>
  useChange((body: IrSchemaCreate) => api.post("/v1/ir-schemas", IrSchemaDetail, { body }));

/** Adds a version; `conflict` with the breaks when it refuses what the latest accepts and they are not allowed. */
export const useAddVersion = (id: string) =>
  useChange((body: IrSchemaUpdate) => api.post(`${pathOf(id)}/versions`, IrSchemaDetail, { body }));

/** Holds results against a version from now on; null: against none of the tenant's own. */
export const useActivateSchema = (id: string) =>
  useChange((version: number | null) => api.post(`${pathOf(id)}/activate`, IrSchemaDetail, { body: { version } }));

export const useRenameSchema = (id: string) =>
  useChange((body: IrSchemaRename) => api.patch(pathOf(id), IrSchemaDetail, { body }));
