import { escapePointer, type Fault, type JsonSchema, linearPattern, unsafeSchema } from "@plumbline/contracts";
import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

/** Says where a value is outside a schema, each with a JSON pointer into the value; empty when it is inside. */
export type Validate = (value: unknown) => Fault[];

const most = 50;
/** Beyond so many values only the first fault is looked for: a fault for each of them would fill the memory. */
const largeValue = 20_000;
const cacheSize = 200;
const known = new Map<string, Validate>();

/**
 * The validator of a JSON Schema 2020-12, compiled once and remembered. Each has a compiler of its own, so that what one
 * tenant names is nobody else's. Throws for what is no schema: pass what comes from outside through `schemaFaults` first.
 */
export function validatorOf(schema: JsonSchema): Validate {
  const text = JSON.stringify(schema);
  const cached = known.get(text);
  if (cached) return cached;
  const every = compiler(true).compile(schema);
  let first: typeof every | undefined;
  const validate: Validate = (value) => {
    if (isSmall(value)) return every(value) ? [] : faultsOf(every.errors);
    first ??= compiler(false).compile(schema);
    return first(value) ? [] : faultsOf(first.errors);
  };
  if (known.size >= cacheSize) known.delete(known.keys().next().value ?? "");
  known.set(text, validate);
  return validate;
}

/** Why a schema from outside cannot be used, with JSON pointers into it; empty when it can. Looks before it compiles. */
export function schemaFaults(schema: JsonSchema): Fault[] {
  const unsafe = unsafeSchema(schema);
  if (unsafe.length > 0) return unsafe;
  const ajv = compiler(true);
  if (!ajv.validateSchema(schema)) return faultsOf(ajv.errors);
  try {
    validatorOf(schema);
    return [];
  } catch (error) {
    const why = error instanceof Error ? error.message : "it cannot be compiled";
    return [{ location: "", message: `The schema cannot be used: ${why}`, fix: "Correct it" }];
  }
}

function compiler(allErrors: boolean): Ajv2020 {
  const regExp = Object.assign((pattern: string) => linearPattern(pattern), { code: "linearPattern" });
  const ajv = new Ajv2020({ allErrors, strict: false, logger: false, code: { regExp } });
  addFormats.default(ajv);
  return ajv;
}

const faultsOf = (errors: ErrorObject[] | null | undefined): Fault[] => {
  const faults = (errors ?? []).map(toFault);
  // Alternatives say the same thing more than once.
  const told = new Map(faults.map((fault) => [`${fault.location} ${fault.message}`, fault]));
  return [...told.values()].slice(0, most);
};

function toFault({ instancePath, keyword, message, params }: ErrorObject): Fault {
  const name = String(params.missingProperty ?? params.additionalProperty ?? params.unevaluatedProperty ?? "");
  const at = (key: string) => `${instancePath}/${escapePointer(key)}`;
  if (keyword === "required") return { location: at(name), message: "is missing", fix: `Add ${name}` };
  if (keyword === "additionalProperties" || keyword === "unevaluatedProperties") {
    return { location: at(name), message: "is not allowed here", fix: `Remove ${name}` };
  }
  const allowed = keyword === "enum" && Array.isArray(params.allowedValues) ? params.allowedValues : undefined;
  const fix = allowed ? `Use one of ${allowed.map((v) => JSON.stringify(v)).join(", ")}`.slice(0, 300) : undefined;
  return { location: instancePath, message: message ?? keyword, fix: fix ?? "Change it so that this holds" };
}

/** Stops counting as soon as the answer is known. */
function isSmall(value: unknown): boolean {
  const open: unknown[] = [value];
  for (let count = 0; open.length > 0; count++) {
    if (count > largeValue) return false;
    const next = open.pop();
    if (typeof next === "object" && next !== null) {
      const inside = Object.values(next);
      if (inside.length > largeValue) return false;
      for (const one of inside) open.push(one);
    }
  }
  return true;
}
