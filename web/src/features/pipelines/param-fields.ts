import type { StepVersion } from "@plumbline/contracts";

/** One param of a step, as a form asks for it. */
export interface ParamField {
  name: string;
  description: string | undefined;
  kind: "boolean" | "integer" | "number" | "text" | "choice" | "json";
  /** What a choice offers. */
  options: readonly string[];
  minimum: number | undefined;
  maximum: number | undefined;
  /** What it is when nothing is set: the step's default, else the schema's. */
  preset: unknown;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const numberOf = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);

/** The params a step takes, in the order of its schema. What no simple control can ask for is asked for as JSON. */
export function paramFields(step: Pick<StepVersion, "params_schema" | "default_params">): ParamField[] {
  const { properties } = step.params_schema;
  return Object.entries(isObject(properties) ? properties : {}).map(([name, schema]): ParamField => {
    const known = isObject(schema) ? schema : {};
    const options = Array.isArray(known.enum) ? known.enum.filter((one) => typeof one === "string") : [];
    return {
      name,
      description: typeof known.description === "string" ? known.description : undefined,
      kind: kindOf(known, options.length > 0 && options.length === (Array.isArray(known.enum) ? known.enum.length : 0)),
      options,
      minimum: numberOf(known.minimum),
      maximum: numberOf(known.maximum),
      preset: step.default_params[name] ?? known.default,
    };
  });
}

function kindOf(schema: Record<string, unknown>, choice: boolean): ParamField["kind"] {
  if (choice) return "choice";
  switch (schema.type) {
    case "boolean":
    case "integer":
    case "number":
      return schema.type;
    case "string":
      return "text";
    default:
      return "json";
  }
}

/** Params that are set but that the step does not name. */
export const unknownParams = (fields: readonly ParamField[], params: Record<string, unknown>): string[] =>
  Object.keys(params).filter((name) => !fields.some((field) => field.name === name));
