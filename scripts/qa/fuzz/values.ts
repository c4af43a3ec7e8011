import * as fc from "fast-check";
import { kindOf } from "./known.ts";
import { resolve, type Schema, type Schemas } from "./schema.ts";

/** A value that is only known when the request is sent: the nth of its kind, of the sender's tenant or of the other. */
export class Ref {
  readonly kind: string;
  readonly foreign: boolean;
  readonly n: number;
  /** Whether it is to be sent as a number. */
  readonly numeric: boolean;
  constructor(kind: string, foreign: boolean, n: number, numeric = false) {
    this.kind = kind;
    this.foreign = foreign;
    this.n = n;
    this.numeric = numeric;
  }
}
/** An object whose keys are values too. */
export class Pairs {
  readonly pairs: [unknown, unknown][];
  constructor(pairs: [unknown, unknown][]) {
    this.pairs = pairs;
  }
}

export const ref = (kind: string, foreign: boolean): fc.Arbitrary<Ref> =>
  fc.oneof(fc.nat(2), fc.nat(40)).map((n) => new Ref(kind, foreign, n));

/** What goes up with every change, and must be named to make the next. */
const counted = /(version|revision)$/;
/** One of the last that were seen. */
const newest = (kind: string): fc.Arbitrary<Ref> => fc.nat(2).map((n) => new Ref(kind, false, n, true));

/** Puts the known values in their places; what nothing is known of becomes `instead`. */
export function fill(value: unknown, lookup: (ref: Ref) => string | undefined, instead: string): unknown {
  if (value instanceof Ref) return value.numeric ? Number(lookup(value) ?? 0) : (lookup(value) ?? instead);
  if (value instanceof Pairs)
    return Object.fromEntries(
      value.pairs.map(([key, inner]) => [String(fill(key, lookup, instead)), fill(inner, lookup, instead)]),
    );
  if (Array.isArray(value)) return value.map((item) => fill(item, lookup, instead));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fill(inner, lookup, instead)]));
}

/** Texts that have broken things before: quotes, controls, paths, markup, formulas, line ends, broken Unicode. */
export const nastyText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    "",
    " ",
    "\0",
    "a\0b",
    "\u0001\u001b[31m",
    "\r\nset-cookie: a=b",
    "' or true --",
    "$1; select pg_sleep(9)",
    "\\",
    "%00",
    "%",
    "../../../etc/passwd",
    "..%2f..%2f",
    "<script>alert(1)</script>",
    "=1+1",
    "@SUM(A1)",
    "{{7*7}}<%= 7*7 %>",
    "__proto__",
    "constructor",
    "null",
    "undefined",
    "NaN",
    "-0",
    "1e999",
    "\ud800",
    "\u202e\u0000",
    "\ufeff",
    "ﬀ",
    "İ",
    "x".repeat(300),
    "x".repeat(5000),
    "💥".repeat(200),
  ),
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.string({ unit: "binary", maxLength: 40 }),
);

/** Any JSON at all, with what JSON parsers and object handling trip over. */
export const anything: fc.Arbitrary<unknown> = fc.oneof(
  nastyText,
  fc.constantFrom<unknown>(null, true, false, 0, -1, 0.5, 2 ** 31, 2 ** 53, -(2 ** 63), 1e308, [], {}, [[]], [null]),
  fc.jsonValue({ maxDepth: 3 }),
  fc.constant(0).map((): unknown => JSON.parse(`${"[".repeat(60)}${"]".repeat(60)}`)),
  fc.constant(0).map((): unknown => JSON.parse('{"__proto__":{"admin":true},"constructor":{"prototype":{"x":1}}}')),
);

/** What callers like to smuggle in beside what is asked for. */
const smuggled = (): fc.Arbitrary<Record<string, unknown>> =>
  fc.record(
    {
      id: ref("any", true),
      tenant_id: ref("tenant", true),
      user_id: ref("user", true),
      created_by: ref("user", true),
      role: fc.constantFrom("owner", "service_role"),
      status: fc.constantFrom("active", "removed"),
      revision: fc.constant(99),
      "": fc.constant(1),
    },
    { requiredKeys: [] },
  );

export interface Taste {
  components: Schemas;
  /** Whether a value here and there may be outside its schema. */
  wild: boolean;
}

/** Values for a schema: valid ones, those at its edges, and when `wild` also those beyond. */
export function valuesOf(schema: Schema, taste: Taste, name = "", depth = 0): fc.Arbitrary<unknown> {
  const valid = validOf(resolve(schema, taste.components), taste, name, depth);
  return taste.wild ? fc.oneof({ weight: 7, arbitrary: valid }, { weight: 1, arbitrary: anything }) : valid;
}

function validOf(schema: Schema, taste: Taste, name: string, depth: number): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map((choice) => valuesOf(choice, taste, name, depth)));
  const types = [schema.type ?? "any"].flat();
  return fc.oneof(...types.map((type) => typed(type, schema, taste, name, depth)));
}

function typed(type: string, schema: Schema, taste: Taste, name: string, depth: number): fc.Arbitrary<unknown> {
  switch (type) {
    case "object":
      return objectOf(schema, taste, name, depth);
    case "array":
      return fc.array(depth > 6 ? fc.constant(null) : valuesOf(schema.items ?? {}, taste, name, depth + 1), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 4, 12),
      });
    case "string":
      return textOf(schema, taste, name);
    case "integer":
      return counted.test(name)
        ? fc.oneof(newest(kindOf(name, "any").replace(/^.+_/, "")), numberOf(schema, taste, fc.integer))
        : numberOf(schema, taste, fc.integer);
    case "number":
      return numberOf(schema, taste, ({ min, max }) => fc.double({ min, max, noNaN: true }));
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    default:
      // What the steps of the small catalogue take for a result.
      return fc.oneof(fc.constantFrom<unknown>({ count: 3 }, { rows: [1, 2] }), fc.jsonValue({ maxDepth: 2 }));
  }
}

function objectOf(schema: Schema, taste: Taste, name: string, depth: number): fc.Arbitrary<unknown> {
  if (schema.properties === undefined || depth > 6) {
    const values = typeof schema.additionalProperties === "object" ? schema.additionalProperties : {};
    const key = fc.oneof(ref("field_name", false), nastyText);
    const pair = fc.tuple<[unknown, unknown]>(key, valuesOf(values, taste, name, depth + 1));
    return fc.array(pair, { maxLength: 4 }).map((pairs) => new Pairs(pairs));
  }
  const properties = Object.fromEntries(
    Object.entries(schema.properties).map(([key, inner]) => [key, valuesOf(inner, taste, key, depth + 1)]),
  );
  const object = fc.record(properties, { requiredKeys: schema.required ?? [] });
  if (!taste.wild) return object;
  const loose = fc.record(properties, { requiredKeys: [] });
  const stuffed = fc.tuple(object, smuggled()).map(([own, more]) => ({ ...more, ...own }));
  return fc.oneof({ weight: 4, arbitrary: object }, { weight: 1, arbitrary: loose }, { weight: 3, arbitrary: stuffed });
}

function numberOf(
  schema: Schema,
  taste: Taste,
  between: (range: { min: number; max: number }) => fc.Arbitrary<number>,
): fc.Arbitrary<number> {
  const min = schema.minimum ?? -1000;
  const max = schema.maximum ?? 1000;
  // Bounds that only say "fits in a double" tell nothing of what is usual: small numbers are.
  const usual = between({ min: Math.max(min, -5), max: Math.max(Math.max(min, -5), Math.min(max, 5)) });
  const beyond = taste.wild ? [fc.constantFrom(min - 1, max + 1, min + 0.5)] : [];
  return fc.oneof(usual, usual, between({ min, max }), fc.constantFrom(min, max), ...beyond);
}

function textOf(schema: Schema, taste: Taste, name: string): fc.Arbitrary<unknown> {
  const kind = kindOf(name, "any");
  const own = ref(kind, false);
  if (schema.format === "uuid") {
    const known = fc.oneof({ weight: 6, arbitrary: own }, { weight: 3, arbitrary: ref(kind, true) });
    const other = fc.oneof(ref("any", false), ref("any", true), fc.uuid());
    return fc.oneof({ weight: 7, arbitrary: known }, { weight: 2, arbitrary: other });
  }
  // A key in a body names what is made.
  if (name !== "key" && /^(token|cursor|email|slug|step|.+_key)$/.test(kind))
    return fc.oneof({ weight: 3, arbitrary: own }, { weight: 1, arbitrary: ref(kind, true) }, plainText(schema, taste));
  return celFields.test(kind) ? fc.oneof(cel, plainText(schema, taste)) : plainText(schema, taste);
}

/** Those that ISO 8601 writes with four digits, and mostly those of today. */
const dates = fc.oneof(
  fc.date({ noInvalidDate: true, min: new Date("0000-01-01"), max: new Date("9999-12-31T23:59:59.999Z") }),
  fc.nat(86_400_000).map((ago) => new Date(Date.now() - ago)),
);

/** Fields that hold CEL. */
const celFields = /^(expression|threshold|condition)$/;
const cel = fc.constantFrom(
  "true",
  "duration_ms",
  "value < 10.0",
  "size(input) > 0",
  "1/0",
  "output.rows",
  "has(ir.read.x)",
);

function plainText(schema: Schema, taste: Taste): fc.Arbitrary<unknown> {
  if (schema.format === "date-time") return dates.map((date) => date.toISOString());
  if (schema.format === "email")
    return fc.tuple(fc.stringMatching(/^[a-z]{1,12}$/), fc.nat(999)).map(([who, n]) => `${who}${n}@example.test`);
  if (schema.format === "uri") return fc.webUrl();
  if (schema.pattern !== undefined) {
    const shaped = matching(schema.pattern);
    if (shaped) return shaped;
  }
  const minLength = schema.minLength ?? 0;
  const maxLength = schema.maxLength ?? 400;
  const usual = fc.string({ unit: "grapheme", minLength, maxLength: Math.max(minLength, Math.min(maxLength, 24)) });
  const edges = fc.constantFrom("x".repeat(minLength), "y".repeat(maxLength), "z".repeat(maxLength + 1));
  return fc.oneof(
    { weight: 5, arbitrary: usual },
    { weight: 1, arbitrary: edges },
    { weight: taste.wild ? 3 : 1, arbitrary: nastyText },
  );
}

/** Texts of a pattern; undefined for one with look-around, which cannot be generated. */
function matching(pattern: string): fc.Arbitrary<string> | undefined {
  try {
    return fc.stringMatching(new RegExp(pattern));
  } catch {
    return undefined;
  }
}
