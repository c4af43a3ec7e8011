import type { Fault } from "./errors.ts";
import type { JsonSchema } from "./steps.ts";

type Schema = JsonSchema | boolean;

/**
 * Where `after` refuses something `before` accepted, each with a JSON pointer into the value and the break in words.
 * Empty means backward compatible: everything stored under `before` is valid under `after`. Where two schemas cannot be
 * compared for certain, that is said as a break.
 */
export function schemaBreaks(before: JsonSchema, after: JsonSchema): Fault[] {
  return new Comparison(before, after).compare(before, after, "", 0);
}

const say = (location: string, message: string): Fault => ({ location, message });
const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const asSchema = (value: unknown): Schema => (isSchema(value) ? value : value !== false);
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const words = (values: unknown[]) => values.map((value) => JSON.stringify(value)).join(", ");
const text = (value: unknown): string => JSON.stringify(value) ?? "undefined";

/** A larger value refuses more. */
const lowerBounds = ["minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"];
/** A smaller value refuses more. */
const upperBounds = ["maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"];
/** Compared only for being the same. */
const opaque = [
  ...["pattern", "format", "multipleOf", "uniqueItems", "not", "if", "then", "else", "contains", "propertyNames"],
  ...["dependentRequired", "dependentSchemas", "patternProperties", "prefixItems", "unevaluatedProperties"],
];

class Comparison {
  readonly #before: JsonSchema;
  readonly #after: JsonSchema;
  constructor(before: JsonSchema, after: JsonSchema) {
    this.#before = before;
    this.#after = after;
  }

  compare(from: Schema, to: Schema, at: string, depth: number): Fault[] {
    if (from === false || to === true) return [];
    if (to === false) return [say(at, "nothing is accepted here any more")];
    const old = resolve(from === true ? {} : from, this.#before);
    const now = resolve(to, this.#after);
    if (text(old) === text(now) && text(this.#before.$defs) === text(this.#after.$defs)) return [];
    // Recursive schemas meet themselves: what differs was found on the way here.
    if (depth > 20) return [];
    const alternatives = branchesOf(old);
    if (alternatives) return alternatives.flatMap((branch) => this.#someBranch(branch, now, at, depth));
    if (branchesOf(now)) return this.#someBranch(old, now, at, depth);
    return [
      ...typeBreaks(old, now, at),
      ...valueBreaks(old, now, at),
      ...boundBreaks(old, now, at),
      ...this.#objectBreaks(old, now, at, depth),
      ...this.#itemBreaks(old, now, at, depth),
    ];
  }

  /** Whether something that was accepted is still accepted by one of what may be instead. */
  #someBranch(old: Schema, now: JsonSchema, at: string, depth: number): Fault[] {
    const branches = branchesOf(now);
    if (!branches) return this.compare(old, now, at, depth + 1);
    const tries = branches.map((branch) => this.compare(old, branch, at, depth + 1));
    if (tries.some((faults) => faults.length === 0)) return [];
    return tries.length === 1
      ? (tries[0] ?? [])
      : [say(at, "none of the alternatives accepts what was accepted before")];
  }

  #objectBreaks(old: JsonSchema, now: JsonSchema, at: string, depth: number): Fault[] {
    const [had, has] = [propertiesOf(old), propertiesOf(now)];
    const required = new Set(listOf(old.required));
    const faults = listOf(now.required)
      .filter((name) => !required.has(name))
      .map((name) => say(`${at}/${String(name)}`, "is required now and was not before"));
    const [restBefore, restAfter] = [asSchema(old.additionalProperties), asSchema(now.additionalProperties)];
    for (const [name, schema] of had) {
      const next = has.get(name) ?? restAfter;
      if (next === false) faults.push(say(`${at}/${name}`, "is not allowed any more"));
      else faults.push(...this.compare(schema, next, `${at}/${name}`, depth + 1));
    }
    for (const [name, schema] of has) {
      if (!had.has(name)) faults.push(...this.compare(restBefore, schema, `${at}/${name}`, depth + 1));
    }
    if (restAfter === false && restBefore !== false) {
      faults.push(say(at, "other properties were allowed and are not any more"));
    } else faults.push(...this.compare(restBefore, restAfter, `${at}/*`, depth + 1));
    return faults;
  }

  #itemBreaks(old: JsonSchema, now: JsonSchema, at: string, depth: number): Fault[] {
    return this.compare(asSchema(old.items), asSchema(now.items), `${at}/*`, depth + 1);
  }
}

function resolve(schema: JsonSchema, root: JsonSchema): JsonSchema {
  let current = schema;
  for (let hops = 0; typeof current.$ref === "string" && hops < 20; hops++) {
    const path = current.$ref.replace(/^#\/?/, "").split("/").filter(Boolean);
    let target: unknown = root;
    for (const part of path) {
      target = isSchema(target) ? target[part.replaceAll("~1", "/").replaceAll("~0", "~")] : undefined;
    }
    if (!isSchema(target)) return current;
    current = target;
  }
  return current;
}

const branchesOf = (schema: JsonSchema): Schema[] | undefined => {
  const branches = schema.anyOf ?? schema.oneOf;
  return Array.isArray(branches) ? branches.map(asSchema) : undefined;
};

const propertiesOf = (schema: JsonSchema) =>
  new Map(
    Object.entries(isSchema(schema.properties) ? schema.properties : {}).map(([k, v]): [string, Schema] => [
      k,
      asSchema(v),
    ]),
  );

const typesOf = (schema: JsonSchema): string[] | undefined =>
  schema.type === undefined ? undefined : [schema.type].flat().map(String);

function typeBreaks(old: JsonSchema, now: JsonSchema, at: string): Fault[] {
  const [was, is] = [typesOf(old), typesOf(now)];
  if (!is) return [];
  if (!was) return old.enum || "const" in old ? [] : [say(at, `must be ${is.join(" or ")} now`)];
  const lost = was.filter((type) => !is.includes(type) && !(type === "integer" && is.includes("number")));
  return lost.length > 0 ? [say(at, `was ${was.join(" or ")} and must be ${is.join(" or ")} now`)] : [];
}

function valueBreaks(old: JsonSchema, now: JsonSchema, at: string): Fault[] {
  const values = (schema: JsonSchema) => ("const" in schema ? [schema.const] : schema.enum);
  const [was, is] = [values(old), values(now)];
  if (!Array.isArray(is)) return [];
  if (!Array.isArray(was)) return [say(at, `must be one of ${words(is)} now`)];
  const left = new Set(is.map(text));
  const lost = was.filter((value) => !left.has(text(value)));
  return lost.length > 0 ? [say(at, `does not accept ${words(lost)} any more`)] : [];
}

function boundBreaks(old: JsonSchema, now: JsonSchema, at: string): Fault[] {
  const tighter = (name: string, worse: (was: number, is: number) => boolean): Fault[] => {
    const [was, is] = [old[name], now[name]];
    if (typeof is !== "number") return [];
    if (typeof was !== "number") return [say(at, `has ${name} ${is} now`)];
    return worse(was, is) ? [say(at, `${name} was ${was} and is ${is} now`)] : [];
  };
  return [
    ...lowerBounds.flatMap((name) => tighter(name, (was, is) => is > was)),
    ...upperBounds.flatMap((name) => tighter(name, (was, is) => is < was)),
    ...[...opaque, "allOf"]
      .filter((name) => now[name] !== undefined && now[name] !== false && text(now[name]) !== text(old[name]))
      .map((name) => say(at, `${name} is another one now`)),
  ];
}
