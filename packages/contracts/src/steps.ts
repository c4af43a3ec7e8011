import { z } from "zod";
import { Timestamp } from "./pages.ts";

/** A JSON Schema 2020-12 document. */
export const JsonSchema = z.record(z.string(), z.unknown());
export type JsonSchema = z.infer<typeof JsonSchema>;

/** `dataset.parse@1`: a step's key and version. */
export const StepName = z.string().regex(/^[a-z][a-z0-9_.]*@[1-9]\d*$/, "Name a step as key@version");

/** The JSON values a step reads and produces are told apart by name: `dataset.parse@1`, or what the schema calls itself. */
export const IrType = z.string().min(1).max(120);

/** What a step reads under one name. `ir_type` null: it takes anything. */
export const StepPort = z.object({ ir_type: IrType.nullable(), required: z.boolean() });
export type StepPort = z.infer<typeof StepPort>;

/** A step as the catalogue shows it; registered by the worker that can execute it. */
export const StepVersion = z
  .object({
    step: StepName,
    key: z.string(),
    version: z.int().min(1),
    description: z.string(),
    /** By the name the step reads it under; beside these every step reads `input` (the run's) and `params` (the node's). */
    input: z.record(z.string(), StepPort),
    output: IrType,
    output_schema: JsonSchema,
    params_schema: JsonSchema,
    default_params: z.record(z.string(), z.unknown()),
    /** Whether it may ask a language model: what it does is then recorded for review. */
    asks_model: z.boolean(),
    registered_at: Timestamp,
  })
  .meta({ ref: "StepVersion" });
export type StepVersion = z.infer<typeof StepVersion>;

/** What checking a pipeline needs of a step. */
export type CatalogueStep = Pick<StepVersion, "step" | "input" | "output">;

/** A step with its versions, oldest first. */
export const StepDefinition = z
  .object({ key: z.string(), description: z.string(), versions: z.array(StepVersion) })
  .meta({ ref: "StepDefinition" });
export type StepDefinition = z.infer<typeof StepDefinition>;

export const StepList = z.object({ items: z.array(StepDefinition) }).meta({ ref: "StepList" });
export type StepList = z.infer<typeof StepList>;
