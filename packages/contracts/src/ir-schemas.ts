import { z } from "zod";
import { Fault } from "./errors.ts";
import { Id, Timestamp } from "./pages.ts";
import { IrType, JsonSchema, StepName } from "./steps.ts";

/** What happens to a result outside its schema: not looked at, kept and marked, or refused. */
export const IrValidation = z.enum(["off", "log", "enforce"]);
export type IrValidation = z.infer<typeof IrValidation>;

/** `source`: `builtin` came with the step and is always there; `tenant` is checked besides, once a version is active. */
export const IrSchema = z
  .object({
    id: Id.nullable(),
    source: z.enum(["builtin", "tenant"]),
    /** The step version whose result it describes. */
    step: StepName,
    ir_type: IrType,
    name: z.string(),
    /** 0 when no version is active. */
    active_version: z.int(),
    latest_version: z.int(),
    updated_at: Timestamp,
  })
  .meta({ ref: "IrSchema" });
export type IrSchema = z.infer<typeof IrSchema>;
export const IrSchemaList = z.object({ items: z.array(IrSchema) }).meta({ ref: "IrSchemaList" });
export type IrSchemaList = z.infer<typeof IrSchemaList>;

export const IrSchemaVersion = z
  .object({
    id: Id.nullable(),
    version: z.int().min(1),
    schema: JsonSchema,
    active: z.boolean(),
    note: z.string(),
    /** Where it refuses what the version before it accepted; empty means that it is backward compatible. */
    breaks: z.array(Fault),
    created_by: Id.nullable(),
    created_at: Timestamp,
  })
  .meta({ ref: "IrSchemaVersion" });
export type IrSchemaVersion = z.infer<typeof IrSchemaVersion>;
export const IrSchemaDetail = IrSchema.extend({ versions: z.array(IrSchemaVersion) }).meta({ ref: "IrSchemaDetail" });
export type IrSchemaDetail = z.infer<typeof IrSchemaDetail>;

/** Owners only. A schema of the tenant's own for a step's result; the first version is not active yet. */
export const IrSchemaCreate = z.object({
  step: StepName,
  name: z.string().trim().min(1).max(120),
  schema: JsonSchema,
  note: z.string().trim().max(500).default(""),
});
export type IrSchemaCreate = z.infer<typeof IrSchemaCreate>;

/** Owners only. Adds a version; one that breaks what was accepted needs `allow_breaks`. */
export const IrSchemaUpdate = z.object({
  schema: JsonSchema,
  note: z.string().trim().max(500).default(""),
  allow_breaks: z.boolean().default(false),
});
export type IrSchemaUpdate = z.infer<typeof IrSchemaUpdate>;

/** Owners only. */
export const IrSchemaRename = IrSchemaCreate.pick({ name: true });
export type IrSchemaRename = z.infer<typeof IrSchemaRename>;

/** Where `version` refuses what the active one accepts (0: none is active), before it is activated. */
export const IrSchemaBreaks = z
  .object({ active_version: z.int(), version: z.int(), breaks: z.array(Fault) })
  .meta({ ref: "IrSchemaBreaks" });
export type IrSchemaBreaks = z.infer<typeof IrSchemaBreaks>;

/** Owners only. `version` null: none is active any more. */
export const IrSchemaActivate = z.object({ version: z.int32().min(1).nullable() });
export type IrSchemaActivate = z.infer<typeof IrSchemaActivate>;

/** Checks a sample against a version that is stored (`version`, the active one when null) or against `schema`. */
export const IrSampleCheck = z.object({
  sample: z.unknown(),
  version: z.int32().min(1).nullable().default(null),
  schema: JsonSchema.optional(),
});
export type IrSampleCheck = z.infer<typeof IrSampleCheck>;
export const IrSampleAnswer = z.object({ valid: z.boolean(), errors: z.array(Fault) }).meta({ ref: "IrSampleAnswer" });
export type IrSampleAnswer = z.infer<typeof IrSampleAnswer>;

/** `blocked` of `runs` that ended in the last `days` had a result outside its schema; `unchecked` ran with validation off. */
export const WouldHaveBlocked = z
  .object({ days: z.int(), runs: z.int(), blocked: z.int(), unchecked: z.int() })
  .meta({ ref: "WouldHaveBlocked" });
export type WouldHaveBlocked = z.infer<typeof WouldHaveBlocked>;
