import { randomUUID } from "node:crypto";
import { z } from "zod";

export type Schema = Record<string, unknown>;
const Fields = z.record(z.string(), z.record(z.string(), z.unknown()));

/** The smallest value that a JSON Schema of the API's description lets through, as far as can be told without trying. */
export function exampleOf(schema: Schema, named: Record<string, unknown>): unknown {
  const resolve = (one: unknown) => exampleOf(z.record(z.string(), z.unknown()).catch({}).parse(one), named);
  if (typeof schema.$ref === "string") return resolve(named[schema.$ref.split("/").at(-1) ?? ""]);
  if ("const" in schema) return schema.const;
  if ("default" in schema) return schema.default;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  const choice = [schema.anyOf, schema.oneOf, schema.allOf].find(Array.isArray);
  if (choice) return resolve(choice[0]);
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case "object": {
      const required = z.array(z.string()).catch([]).parse(schema.required);
      const fields = Fields.catch({}).parse(schema.properties);
      // Where nothing is required something must be said all the same, or there is nothing to refuse.
      const names = required.length > 0 ? required : Object.keys(fields).slice(0, 1);
      return Object.fromEntries(names.map((name) => [name, resolve(fields[name])]));
    }
    case "array":
      return Number(schema.minItems ?? 0) > 0 ? [resolve(schema.items)] : [];
    case "string":
      return textOf(schema);
    case "integer":
    case "number":
      return Number(schema.minimum ?? schema.exclusiveMinimum ?? 0) + 1;
    case "boolean":
      return true;
    default:
      return {};
  }
}

function textOf(schema: Schema): string {
  if (schema.format === "uuid") return randomUUID();
  if (schema.format === "email") return "check-rls@example.com";
  if (schema.format === "date-time") return new Date(Date.now() + 86_400_000).toISOString();
  return "a".repeat(Math.max(3, Number(schema.minLength ?? 0)));
}
