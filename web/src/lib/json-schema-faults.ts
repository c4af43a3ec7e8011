import { escapePointer, type Fault, type JsonSchema } from "@plumbline/contracts";
import { fromJSONSchema, type ZodType } from "zod";

const checks = new WeakMap<JsonSchema, ZodType | undefined>();

/**
 * Where a value is outside a JSON Schema, with JSON pointers; what is said while somebody types, before the server
 * judges. A schema with keywords that cannot be checked here finds nothing.
 */
export function schemaFaults(schema: JsonSchema, value: unknown): Fault[] {
  if (!checks.has(schema)) checks.set(schema, checkOf(schema));
  const checked = checks.get(schema)?.safeParse(value);
  return (checked?.error?.issues ?? []).flatMap((issue): Fault[] => {
    const at = issue.path.map((part) => `/${escapePointer(String(part))}`).join("");
    if (issue.code === "unrecognized_keys")
      return issue.keys.map((key) => ({
        location: `${at}/${escapePointer(key)}`,
        message: "This is not expected here.",
      }));
    return [
      {
        location: at,
        message: `${issue.message.replace(/^Invalid input: /, "").replace(/^./, (c) => c.toUpperCase())}.`,
      },
    ];
  });
}

function checkOf(schema: JsonSchema): ZodType | undefined {
  try {
    return fromJSONSchema(schema);
  } catch {
    return undefined;
  }
}
