import type { JsonSchema, StepPort, StepVersion } from "@plumbline/contracts";
import { z } from "zod";
import type { RegisteredStep } from "./step.ts";

/** A step as it is registered: the contract StepVersion without the time. */
export type CatalogueEntry = Omit<StepVersion, "registered_at">;

/**
 * The steps as the catalogue shows them. What a step reads is known by its schemas: a name of its input whose schema is
 * some step's output is that type of IR. A type is called as its schema calls itself (`ref`), else as the first step
 * that gives it.
 */
export function catalogueOf(steps: readonly RegisteredStep[]): CatalogueEntry[] {
  const types = new Map<z.ZodType, string>();
  for (const { name, output } of steps) if (!types.has(output)) types.set(output, refOf(output) ?? name);
  return steps.map((step) => ({
    step: step.name,
    key: step.key,
    version: step.version,
    description: step.description,
    input: portsOf(step.input, types),
    output: types.get(step.output) ?? step.name,
    output_schema: jsonSchemaOf(step.output),
    params_schema: paramsSchemaOf(step.input),
    default_params: step.default_params,
    asks_model: step.asks_model,
  }));
}

function refOf(schema: z.ZodType): string | undefined {
  const ref = schema.meta()?.ref;
  return typeof ref === "string" ? ref : undefined;
}

const own = new Set(["input", "params"]);

function portsOf(input: z.ZodType, types: ReadonlyMap<z.ZodType, string>): Record<string, StepPort> {
  if (!(input instanceof z.ZodObject)) return {};
  const shape: Record<string, z.ZodType> = input.shape;
  const ports = Object.entries(shape).filter(([name]) => !own.has(name));
  return Object.fromEntries(
    ports.map(([name, schema]): [string, StepPort] => {
      const inner = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
      const named = [...types].find(([type]) => type === inner)?.[1];
      return [name, { ir_type: named ?? null, required: !schema.safeParse(undefined).success }];
    }),
  );
}

function paramsSchemaOf(input: z.ZodType): JsonSchema {
  const shape: Record<string, z.ZodType> = input instanceof z.ZodObject ? input.shape : {};
  return shape.params ? jsonSchemaOf(shape.params, "input") : { type: "object" };
}

/** What JSON Schema cannot express is left open: the step's own schema decides. */
const jsonSchemaOf = (schema: z.ZodType, io: "input" | "output" = "output"): JsonSchema => ({
  ...z.toJSONSchema(schema, { io, unrepresentable: "any" }),
});
