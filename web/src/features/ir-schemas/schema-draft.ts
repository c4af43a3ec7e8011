import { type Fault, JsonSchema, unsafeSchema } from "@plumbline/contracts";
import { type LineFault, lineFaults, readJson } from "../../ui/json/json-source.ts";

/** A schema as it is being written. */
export interface SchemaDraft {
  /** Undefined while the text is no JSON object, or one that may not be used. */
  schema: JsonSchema | undefined;
  faults: LineFault[];
}

/** Reads a text as a schema: what can be told without the server is told at once; `said` is the server's word about it. */
export function readDraft(text: string, said: readonly Fault[] = []): SchemaDraft {
  const read = readJson(text);
  if ("fault" in read) return { schema: undefined, faults: [read.fault] };
  const object = JsonSchema.safeParse(read.value);
  if (!object.success) {
    return { schema: undefined, faults: [{ line: 1, message: "A schema is a JSON object.", location: "" }] };
  }
  const unsafe = unsafeSchema(object.data);
  const faults = lineFaults(text, () => (unsafe.length > 0 ? unsafe : said));
  return { schema: unsafe.length > 0 ? undefined : object.data, faults };
}

/** A schema as it is written down to be edited. */
export const writeSchema = (schema: JsonSchema): string => JSON.stringify(schema, null, 2);
