import { z } from "zod";

/** As much of JSON Schema 2020-12 as our documents use. */
export interface Schema {
  $ref?: string | undefined;
  type?: string | string[] | undefined;
  enum?: unknown[] | undefined;
  const?: unknown;
  default?: unknown;
  anyOf?: Schema[] | undefined;
  oneOf?: Schema[] | undefined;
  allOf?: Schema[] | undefined;
  properties?: Record<string, Schema> | undefined;
  required?: string[] | undefined;
  additionalProperties?: boolean | Schema | undefined;
  propertyNames?: Schema | undefined;
  items?: Schema | undefined;
  format?: string | undefined;
  pattern?: string | undefined;
  minLength?: number | undefined;
  maxLength?: number | undefined;
  minItems?: number | undefined;
  maxItems?: number | undefined;
  minimum?: number | undefined;
  maximum?: number | undefined;
}
const list = () => z.array(Schema).optional();
export const Schema: z.ZodType<Schema> = z.lazy(() =>
  z.looseObject({
    $ref: z.string().optional(),
    type: z.union([z.string(), z.array(z.string())]).optional(),
    enum: z.array(z.unknown()).optional(),
    anyOf: list(),
    oneOf: list(),
    allOf: list(),
    properties: z.record(z.string(), Schema).optional(),
    required: z.array(z.string()).optional(),
    additionalProperties: z.union([z.boolean(), Schema]).optional(),
    propertyNames: Schema.optional(),
    items: Schema.optional(),
    format: z.string().optional(),
    pattern: z.string().optional(),
    minLength: z.number().optional(),
    maxLength: z.number().optional(),
    minItems: z.number().optional(),
    maxItems: z.number().optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
  }),
);
export type Schemas = Record<string, Schema>;

/** The schema itself, or the component it refers to. */
export function resolve(schema: Schema, components: Schemas): Schema {
  const name = /^#\/components\/schemas\/(.+)$/.exec(schema.$ref ?? "")?.[1];
  if (name === undefined) return schema;
  const target = components[name];
  if (target === undefined) throw new Error(`${schema.$ref} is not in the document`);
  return resolve(target, components);
}

/**
 * The same document in which an object has the fields that its schema names and no other: a field that nobody declared
 * is then a breach, where JSON Schema alone would let it pass.
 */
export function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (node === null || typeof node !== "object") return node;
  const entries = Object.entries(node).map(([key, value]): [string, unknown] => [key, closed(value)]);
  const isObject = "properties" in node && !("additionalProperties" in node) && !("allOf" in node);
  return Object.fromEntries(isObject ? [...entries, ["additionalProperties", false]] : entries);
}
