import { escapePointer, type Fault, isSameJson, type JsonSchema } from "@plumbline/contracts";

const most = 50;
/** References that lead in a circle end here. */
const deepest = 200;

/**
 * Where a value is outside a JSON Schema 2020-12, with JSON pointers: what is said while somebody types, before the server
 * judges. Small on purpose: keywords it does not know (`pattern`, `format`, `not`, `if`, `unevaluated…`) find nothing.
 */
export const schemaFaults = (schema: JsonSchema, value: unknown): Fault[] =>
  new Check(schema).look(schema, value, "", 0).slice(0, most);

type Known = Record<string, unknown>;
const isObject = (value: unknown): value is Known =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const entriesOf = (value: unknown): [string, unknown][] => (isObject(value) ? Object.entries(value) : []);
const say = (location: string, message: string): Fault => ({ location, message });

class Check {
  readonly #root: JsonSchema;
  constructor(root: JsonSchema) {
    this.#root = root;
  }

  look(schema: unknown, value: unknown, at: string, depth: number): Fault[] {
    if (schema === false) return [say(at, "Nothing is accepted here.")];
    if (!isObject(schema) || depth > deepest) return [];
    const type = typeFault(schema, value, at);
    if (type) return [type];
    return [
      ...(schema.$ref === undefined ? [] : this.look(this.#target(schema.$ref), value, at, depth + 1)),
      ...valueFaults(schema, value, at),
      ...(typeof value === "number" ? bounds(schema, value, at, numbers) : []),
      ...(typeof value === "string" ? bounds(schema, [...value].length, at, texts) : []),
      ...(Array.isArray(value) ? this.#items(schema, value, at, depth) : []),
      ...(isObject(value) ? this.#properties(schema, value, at, depth) : []),
      ...listOf(schema.allOf).flatMap((part) => this.look(part, value, at, depth + 1)),
      ...this.#alternatives(schema, value, at, depth),
    ];
  }

  #target(ref: unknown): unknown {
    if (typeof ref !== "string" || !/^#(\/|$)/.test(ref)) return true;
    let target: unknown = this.#root;
    for (const part of ref.split("/").slice(1)) {
      const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
      target = new Map(entriesOf(target)).get(key) ?? (Array.isArray(target) ? target[Number(key)] : undefined);
    }
    return target ?? true;
  }

  #items(schema: Known, value: unknown[], at: string, depth: number): Fault[] {
    const first = listOf(schema.prefixItems);
    return [
      ...bounds(schema, value.length, at, lists),
      ...value.flatMap((item, i) =>
        this.look(i < first.length ? first[i] : schema.items, item, `${at}/${i}`, depth + 1),
      ),
    ];
  }

  #properties(schema: Known, value: Known, at: string, depth: number): Fault[] {
    const known = new Map(entriesOf(schema.properties));
    // What a pattern of names allows is the server's to say.
    const rest = schema.patternProperties === undefined ? schema.additionalProperties : true;
    const missing = listOf(schema.required).filter((name) => typeof name === "string" && !Object.hasOwn(value, name));
    return [
      ...bounds(schema, Object.keys(value).length, at, objects),
      ...missing.map((name) => say(`${at}/${escapePointer(String(name))}`, "This is missing.")),
      ...Object.entries(value).flatMap(([name, one]) => {
        const where = `${at}/${escapePointer(name)}`;
        if (known.has(name)) return this.look(known.get(name), one, where, depth + 1);
        return rest === false ? [say(where, "This is not expected here.")] : this.look(rest, one, where, depth + 1);
      }),
    ];
  }

  /** Of several alternatives the one that comes nearest speaks: with the fewest faults, the deepest first. */
  #alternatives(schema: Known, value: unknown, at: string, depth: number): Fault[] {
    const tried = [schema.anyOf, schema.oneOf].flatMap(listOf).map((part) => this.look(part, value, at, depth + 1));
    if (tried.length === 0 || tried.some((faults) => faults.length === 0)) return [];
    const inside = tried.filter((faults) => faults.every((fault) => fault.location !== at));
    const [nearest] = inside.toSorted((a, b) => a.length - b.length);
    return nearest ?? [say(at, "None of the alternatives accepts this.")];
  }
}

const names: Record<string, string> = {
  string: "a text",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  object: "an object",
  array: "a list",
  null: "null",
};

function typeFault({ type }: Known, value: unknown, at: string): Fault | undefined {
  const wanted = [type].flat().filter((one) => typeof one === "string");
  if (wanted.length === 0 || wanted.some((one) => isOfType(value, one))) return undefined;
  return say(at, `Must be ${wanted.map((one) => names[one] ?? one).join(" or ")}.`);
}

function isOfType(value: unknown, type: string): boolean {
  if (type === "null") return value === null;
  if (type === "array") return Array.isArray(value);
  if (type === "object") return isObject(value);
  return type === "integer" ? Number.isInteger(value) : typeof value === type;
}

function valueFaults(schema: Known, value: unknown, at: string): Fault[] {
  const allowed = "const" in schema ? [schema.const] : Array.isArray(schema.enum) ? schema.enum : undefined;
  if (!allowed || allowed.some((one) => isSameJson(one, value))) return [];
  return [say(at, `Must be ${allowed.map((one) => JSON.stringify(one)).join(" or ")}.`)];
}

interface Bound {
  keyword: string;
  holds: (value: number, bound: number) => boolean;
  words: (bound: number) => string;
}
const least = (keyword: string, words: (bound: number) => string): Bound => ({
  keyword,
  holds: (value, bound) => value >= bound,
  words,
});
const atMost = (keyword: string, words: (bound: number) => string): Bound => ({
  keyword,
  holds: (value, bound) => value <= bound,
  words,
});
const numbers: Bound[] = [
  least("minimum", (bound) => `Must be at least ${bound}.`),
  atMost("maximum", (bound) => `Must be at most ${bound}.`),
  {
    keyword: "exclusiveMinimum",
    holds: (value, bound) => value > bound,
    words: (bound) => `Must be more than ${bound}.`,
  },
  {
    keyword: "exclusiveMaximum",
    holds: (value, bound) => value < bound,
    words: (bound) => `Must be less than ${bound}.`,
  },
];
const texts = [
  least("minLength", (bound) => `Must have at least ${bound} characters.`),
  atMost("maxLength", (bound) => `Must have at most ${bound} characters.`),
];
const lists = [
  least("minItems", (bound) => `Must have at least ${bound} items.`),
  atMost("maxItems", (bound) => `Must have at most ${bound} items.`),
];
const objects = [
  least("minProperties", (bound) => `Must have at least ${bound} properties.`),
  atMost("maxProperties", (bound) => `Must have at most ${bound} properties.`),
];

const bounds = (schema: Known, value: number, at: string, known: readonly Bound[]): Fault[] =>
  known.flatMap(({ keyword, holds, words }) => {
    const bound = schema[keyword];
    return typeof bound === "number" && !holds(value, bound) ? [say(at, words(bound))] : [];
  });
