import * as fc from "fast-check";
import { kindOf, nounBefore, nounOf } from "./known.ts";
import type { Api, Operation } from "./openapi.ts";
import type { Plan } from "./request.ts";
import { resolve, type Schema, type Schemas } from "./schema.ts";
import { Ref, valuesOf } from "./values.ts";

/** A place in a request that takes the id of a row, or in the header the id of a tenant. */
export interface Slot {
  operation: Operation;
  place: "path" | "query" | "body" | "header";
  /** The parameter's or the field's; a field inside another as `filter.subject_id`. */
  name: string;
  /** What the id is of: `run`, `user`. */
  kind: string;
}

/** Every place of every operation where an id is expected. */
export function slotsOf({ operations, schemas }: Api): Slot[] {
  return operations.flatMap((operation) => {
    const { path, parameters, body } = operation;
    const slot = (place: Slot["place"], name: string, kind: string): Slot => ({ operation, place, name, kind });
    const inAddress = parameters.flatMap(({ in: place, name, schema }) =>
      takesId(schema, schemas) ? [slot(place, name, kindOf(name, nounBefore(path, name)))] : [],
    );
    const inBody = (body ? idFields(body.schema, schemas) : []).map((name) =>
      slot("body", name, kindOf(name.split(".").at(-1) ?? name, nounOf(path))),
    );
    const pinned = parameters.some(({ name }) => name === "plumbline-tenant");
    return [...inAddress, ...inBody, ...(pinned ? [slot("header", "plumbline-tenant", "tenant")] : [])];
  });
}

const choicesOf = (schema: Schema, schemas: Schemas): Schema[] => {
  const own = resolve(schema, schemas);
  const choices = own.anyOf ?? own.oneOf;
  return choices ? choices.flatMap((choice) => choicesOf(choice, schemas)) : [own];
};
const takesId = (schema: Schema, schemas: Schemas): boolean =>
  choicesOf(schema, schemas).some(({ format }) => format === "uuid");

/** The fields of an object, those of objects inside it too, that take an id. */
const idFields = (schema: Schema, schemas: Schemas): string[] =>
  choicesOf(schema, schemas).flatMap(({ properties }) =>
    Object.entries(properties ?? {}).flatMap(([name, inner]) => [
      ...(takesId(inner, schemas) ? [name] : []),
      ...idFields(inner, schemas).map((deeper) => `${name}.${deeper}`),
    ]),
  );

/** The body that `seed` draws for an operation: valid by its schema. */
export function bodyFor({ body }: Operation, api: Api, seed: number): Plan["body"] {
  if (body === undefined || body.media !== "application/json") return { kind: "none" };
  const taste = { components: api.schemas, wild: false };
  const [value] = fc.sample(valuesOf(body.schema, taste), { numRuns: 1, seed });
  return { kind: "json", value, type: "application/json" };
}

/** A request that is right in everything but the id in the slot, which is `id`; other ids in it are the caller's own. */
export function planFor({ operation, place, name }: Slot, api: Api, id: string, seed = 1): Plan {
  const { path, parameters } = operation;
  const usual = ({ name, schema }: Operation["parameters"][number]) =>
    schema.enum?.[0] ?? (schema.type === "integer" ? 1 : new Ref(kindOf(name, nounBefore(path, name)), false, 0));
  const body = bodyFor(operation, api, seed);
  if (place === "body" && body.kind === "json") body.value = put(body.value, name.split("."), id);
  const required = parameters.filter((p) => p.in === "query" && p.required);
  return {
    operation,
    principal: 0,
    tenant: place === "header" ? id : new Ref("own_tenant", false, 0),
    path: parameters.flatMap((p) => {
      if (p.in !== "path") return [];
      return [place === "path" && p.name === name ? id : usual(p)];
    }),
    query: place === "query" ? [[name, id]] : required.map((p) => [p.name, usual(p)]),
    headers: [],
    body,
  };
}

/** The same with a value at a place inside. */
function put(value: unknown, [first, ...rest]: string[], inner: unknown): unknown {
  if (first === undefined) return inner;
  const fields = value !== null && typeof value === "object" ? Object.entries(value) : [];
  const old = fields.find(([name]) => name === first)?.[1];
  return { ...Object.fromEntries(fields), [first]: put(old, rest, inner) };
}
