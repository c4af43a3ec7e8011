import { type Fault, type JsonSchema, linearPattern } from "@plumbline/contracts";
import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

/** Says where a value is outside a schema; empty when it is inside. */
export type IrValidator = (value: unknown) => Fault[];

const most = 20;

/**
 * Compiles a JSON Schema 2020-12. Each has a compiler of its own: what one tenant calls `$id` is nobody else's. Throws
 * when it is no schema.
 */
export function compileIrSchema(schema: JsonSchema): IrValidator {
  // A tenant's pattern runs in time linear in the text, or it could hold the worker up for minutes.
  const regExp = Object.assign((pattern: string) => linearPattern(pattern), { code: "linearPattern" });
  const ajv = new Ajv2020({ allErrors: true, strict: false, logger: false, validateSchema: true, code: { regExp } });
  addFormats.default(ajv);
  const validate: ValidateFunction = ajv.compile(schema);
  return (value) => (validate(value) ? [] : (validate.errors ?? []).slice(0, most).map(toFault));
}

function toFault(error: ErrorObject): Fault {
  const missing = error.keyword === "required" ? `/${String(error.params.missingProperty)}` : "";
  const extra = error.keyword.startsWith("additionalProp") ? `/${String(error.params.additionalProperty)}` : "";
  return { location: `${error.instancePath}${missing}${extra}`, message: error.message ?? error.keyword };
}
