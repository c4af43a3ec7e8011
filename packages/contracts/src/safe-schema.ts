import type { Fault } from "./errors.ts";
import { escapePointer } from "./json-diff.ts";
import { linearPattern } from "./linear-pattern.ts";
import type { JsonSchema } from "./steps.ts";

const limits = { characters: 100_000, levels: 200, depth: 40, checks: 10_000, unique_items: 1_000 };
const dialect = "https://json-schema.org/draft/2020-12/schema";

/** Keywords that reach outside the document, or change how it is read. */
const refused = new Set([
  ...["$id", "$anchor", "$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$recursiveAnchor", "$vocabulary"],
  ...["$async", "id", "dependencies"],
]);
const single = [
  ...["additionalProperties", "propertyNames", "items", "contains", "not", "if", "then", "else"],
  ...["unevaluatedItems", "unevaluatedProperties"],
];
const lists = ["allOf", "anyOf", "oneOf", "prefixItems"];
const maps = ["properties", "patternProperties", "dependentSchemas"];

/**
 * Why a schema that somebody sends may not be compiled and used here: too large, refers outside itself or to itself,
 * or could take longer than its size and the value's together. Each with a JSON pointer into the schema. Patterns are
 * tested in linear time (linearPattern), so they only must be ones it understands. Empty means safe; whether the
 * schema is well formed by its dialect is the compiler's to say.
 */
export function unsafeSchema(schema: JsonSchema): Fault[] {
  // First, because everything else goes down into it.
  if (isDeeper(schema, limits.levels)) {
    return [say("", `The schema has more than ${limits.levels} levels`, "Make it flatter")];
  }
  const length = JSON.stringify(schema).length;
  if (length > limits.characters) {
    return [say("", `The schema has ${length} characters, at most ${limits.characters} are allowed`, "Shorten it")];
  }
  const inspection = new Inspection(schema);
  inspection.visit(schema, "", 0);
  if (inspection.faults.length === 0) inspection.countChecks();
  return inspection.faults;
}

const say = (location: string, message: string, fix: string): Fault => ({ location, message, fix });
const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

class Inspection {
  readonly faults: Fault[] = [];
  readonly #root: JsonSchema;
  readonly #checks = new Map<JsonSchema, number>();
  constructor(root: JsonSchema) {
    this.#root = root;
  }

  /** Every subschema, those nobody refers to included. */
  visit(schema: unknown, at: string, depth: number): void {
    if (!isSchema(schema)) return;
    if (depth > limits.depth) {
      this.faults.push(say(at, `The schema is nested deeper than ${limits.depth}`, "Make it flatter"));
      return;
    }
    this.#inspect(schema, at);
    for (const [part, where] of subschemas(schema, [...maps, "$defs", "definitions"])) {
      this.visit(part, `${at}${where}`, depth + 1);
    }
  }

  #inspect(schema: JsonSchema, at: string): void {
    for (const name of Object.keys(schema)) {
      if (refused.has(name)) this.#refuse(at, name, `${name} is not supported here`, "Remove it");
    }
    const { $schema, $ref, pattern, uniqueItems } = schema;
    if ($schema !== undefined && !(typeof $schema === "string" && $schema.replace(/#$/, "") === dialect)) {
      this.#refuse(at, "$schema", "Only JSON Schema 2020-12 is supported", `Write ${dialect}, or leave it out`);
    }
    if ($ref !== undefined && this.#target($ref) === undefined) {
      const fix = "Refer to a place in this schema, as #/$defs/name";
      this.#refuse(at, "$ref", `${String($ref)} does not lead to a schema in this document`, fix);
    }
    if (typeof pattern === "string") this.#inspectPattern(pattern, `${at}/pattern`);
    for (const name of Object.keys(isSchema(schema.patternProperties) ? schema.patternProperties : {})) {
      this.#inspectPattern(name, `${at}/patternProperties/${escapePointer(name)}`);
    }
    if (uniqueItems === true && !isCheapToTellApart(schema)) {
      const message = `uniqueItems compares every item with every other: it needs maxItems of at most ${limits.unique_items}, or items of one simple type`;
      this.#refuse(at, "uniqueItems", message, "Add maxItems");
    }
  }

  #inspectPattern(pattern: string, at: string): void {
    try {
      linearPattern(pattern);
    } catch (error) {
      const why = error instanceof Error ? error.message : "it cannot be read";
      this.faults.push(say(at, `The pattern cannot be used: ${why}`, "Write a simpler pattern"));
    }
  }

  #refuse(at: string, name: string, message: string, fix: string): void {
    this.faults.push(say(`${at}/${escapePointer(name)}`, message, fix));
  }

  #target(ref: unknown): JsonSchema | boolean | undefined {
    if (typeof ref !== "string" || !/^#(\/|$)/.test(ref)) return undefined;
    let current: unknown = this.#root;
    for (const part of ref.split("/").slice(1)) {
      const key = decode(part);
      current =
        typeof current === "object" && current !== null && Object.hasOwn(current, key)
          ? new Map(Object.entries(current)).get(key)
          : undefined;
    }
    return isSchema(current) || typeof current === "boolean" ? current : undefined;
  }

  /** With every reference written out: how many checks one place of a value can meet. */
  countChecks(): void {
    const count = (schema: unknown, at: string, above: ReadonlySet<JsonSchema>): number => {
      if (!isSchema(schema)) return 1;
      const known = this.#checks.get(schema);
      if (known !== undefined) return known;
      if (above.has(schema)) {
        const message = "The schema refers to itself, so nobody can say how long a check takes";
        if (this.faults.length === 0) this.faults.push(say(at, message, "Write out the levels that are needed"));
        return 1;
      }
      const within = new Set([...above, schema]);
      let sum = 1 + (Array.isArray(schema.enum) ? schema.enum.length : 0);
      if (schema.$ref !== undefined) sum += count(this.#target(schema.$ref), `${at}/$ref`, within);
      for (const [part, where] of subschemas(schema, maps)) sum += count(part, `${at}${where}`, within);
      this.#checks.set(schema, sum);
      return sum;
    };
    const checks = count(this.#root, "", new Set());
    if (this.faults.length === 0 && checks > limits.checks) {
      const message = `With its references written out the schema makes ${checks} checks, at most ${limits.checks} are allowed`;
      this.faults.push(say("", message, "Refer to less, or less often"));
    }
  }
}

/** The schemas directly inside one, each with the way to it. */
function subschemas(schema: JsonSchema, mapNames: readonly string[]): [unknown, string][] {
  return [
    ...single.flatMap((name): [unknown, string][] => (schema[name] === undefined ? [] : [[schema[name], `/${name}`]])),
    ...lists.flatMap((name) => {
      const list: unknown = schema[name];
      return Array.isArray(list) ? list.map((part, i): [unknown, string] => [part, `/${name}/${i}`]) : [];
    }),
    ...mapNames.flatMap((name) => {
      const map = schema[name];
      return isSchema(map)
        ? Object.entries(map).map(([key, part]): [unknown, string] => [part, `/${name}/${escapePointer(key)}`])
        : [];
    }),
  ];
}

function isCheapToTellApart({ maxItems, items }: JsonSchema): boolean {
  if (typeof maxItems === "number" && maxItems <= limits.unique_items) return true;
  const type = isSchema(items) ? items.type : undefined;
  return typeof type === "string" && ["string", "number", "integer", "boolean"].includes(type);
}

function isDeeper(value: unknown, levels: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > levels) return true;
    level = level.flatMap((one) => (typeof one === "object" && one !== null ? Object.values(one) : []));
  }
  return false;
}

function decode(part: string): string {
  const plain = part.replaceAll("~1", "/").replaceAll("~0", "~");
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
}
