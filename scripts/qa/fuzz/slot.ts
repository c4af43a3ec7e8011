import * as fc from "fast-check";
import { kindOf, singular } from "./known.ts";
import type { Api, Operation } from "./openapi.ts";
import type { Plan } from "./request.ts";
import { resolve } from "./schema.ts";
import { Ref, valuesOf } from "./values.ts";

/** A place in a request that takes the id of a row, or in the header the id of a tenant. */
export interface Slot {
  operation: Operation;
  place: "path" | "query" | "body" | "header";
  name: string;
  /** What the id is of: `run`, `user`. */
  kind: string;
}

/** Every place of every operation where an id is expected. */
export function slotsOf({ operations, schemas }: Api): Slot[] {
  return operations.flatMap((operation) => {
    const noun = singular(operation.path.split("/")[2] ?? "");
    const slot = (place: Slot["place"], name: string): Slot => ({ operation, place, name, kind: kindOf(name, noun) });
    const inAddress = operation.parameters.flatMap(({ in: place, name, schema }) =>
      schema.format === "uuid" ? [slot(place, name)] : [],
    );
    const fields = Object.entries(operation.body ? (resolve(operation.body.schema, schemas).properties ?? {}) : {});
    const inBody = fields.flatMap(([name, schema]) => (schema.format === "uuid" ? [slot("body", name)] : []));
    const pinned = operation.parameters.some(({ name }) => name === "plumbline-tenant");
    const tenant: Slot[] = pinned ? [{ operation, place: "header", name: "plumbline-tenant", kind: "tenant" }] : [];
    return [...inAddress, ...inBody, ...tenant];
  });
}

/** The body that `seed` draws for an operation: valid by its schema. */
export function bodyFor({ body }: Operation, api: Api, seed: number): Plan["body"] {
  if (body === undefined || body.media !== "application/json") return { kind: "none" };
  const taste = { components: api.schemas, wild: false };
  const [value] = fc.sample(valuesOf(body.schema, taste), { numRuns: 1, seed });
  return { kind: "json", value, type: "application/json" };
}

/** A request that is right in everything but the id in the slot, which is `id`; other ids in it are the caller's own. */
export function planFor({ operation, place, name }: Slot, api: Api, id: string, seed = 1): Plan {
  const noun = singular(operation.path.split("/")[2] ?? "");
  const path = operation.parameters.flatMap((parameter) => {
    if (parameter.in !== "path") return [];
    if (place === "path" && parameter.name === name) return [id];
    return [parameter.schema.enum?.[0] ?? new Ref(kindOf(parameter.name, noun), false, 0)];
  });
  const body = bodyFor(operation, api, seed);
  if (place === "body" && body.kind === "json" && typeof body.value === "object")
    body.value = { ...body.value, [name]: id };
  return {
    operation,
    principal: 0,
    tenant: place === "header" ? id : new Ref("own_tenant", false, 0),
    path,
    query: place === "query" ? [[name, id]] : [],
    headers: [],
    body,
  };
}
