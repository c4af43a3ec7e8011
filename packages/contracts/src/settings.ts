import { z } from "zod";
import { IrValidation } from "./ir-schemas.ts";
import { Id, Timestamp } from "./pages.ts";

const AccessSettings = z.object({
  allow_join_requests: z
    .boolean()
    .default(true)
    .describe("Whether people who know the tenant's short name may ask to join"),
  api_key_max_days: z.int().min(1).max(365).default(365).describe("How long an API key may live, in days"),
});

const InsightSettings = z.object({
  max_insights: z
    .int()
    .min(1)
    .max(50)
    .default(12)
    .describe("How many insights a run publishes at most, the weightiest first"),
  false_discovery_rate: z
    .number()
    .min(0.001)
    .max(0.2)
    .default(0.05)
    .describe("The share of chance findings that is accepted among all that are told"),
  use_language_model: z
    .boolean()
    .default(true)
    .describe("Whether the configured language model may word insights; personal data is masked first"),
});

const RunSettings = z.object({
  ir_validation: IrValidation.default("enforce").describe(
    "What happens to a step's result outside its IR schema: nothing, a note on the run, or the step fails",
  ),
  node_concurrency: z.int().min(1).max(64).default(8).describe("How many steps of one run may be under way at once"),
});

/**
 * Every namespace of settings: its names, bounds and defaults. Stored values are parsed with these on reading, so a
 * setting that is new has its default and one that is gone is dropped.
 */
export const settings = { access: AccessSettings, insights: InsightSettings, runs: RunSettings } as const;
export type SettingsOf<N extends SettingsNamespace> = z.infer<(typeof settings)[N]>;

export const SettingsNamespace = z.enum(Object.keys(settings) as [keyof typeof settings, ...(keyof typeof settings)[]]);
export type SettingsNamespace = z.infer<typeof SettingsNamespace>;

const Values = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/** One version of a namespace. Version 0 is the defaults, which nobody made. */
export const SettingsVersion = z
  .object({
    namespace: SettingsNamespace,
    version: z.int().min(0),
    value: Values,
    /** The version whose values this one brought back. */
    rolled_back_to: z.int().nullable(),
    changed_by: Id.nullable(),
    changed_by_name: z.string().nullable(),
    changed_at: Timestamp.nullable(),
  })
  .meta({ ref: "SettingsVersion" });
export type SettingsVersion = z.infer<typeof SettingsVersion>;

/** The version in force, with what a form needs: what each setting is, its bounds and its default. */
export const Settings = SettingsVersion.extend({
  fields: z.array(
    z.object({
      name: z.string(),
      description: z.string(),
      type: z.enum(["boolean", "integer", "number", "string"]),
      default: z.union([z.string(), z.number(), z.boolean()]),
      /** What a string may be; null when it is free. */
      options: z.array(z.string()).nullable(),
      minimum: z.number().nullable(),
      maximum: z.number().nullable(),
    }),
  ),
}).meta({ ref: "Settings" });
export type Settings = z.infer<typeof Settings>;

export const SettingsList = z.object({ items: z.array(Settings) }).meta({ ref: "SettingsList" });
export type SettingsList = z.infer<typeof SettingsList>;

export const SettingsHistory = z.object({ items: z.array(SettingsVersion) }).meta({ ref: "SettingsHistory" });
export type SettingsHistory = z.infer<typeof SettingsHistory>;

/** `version`: the one the change was made on. If another is in force by then, 409 and `errors` says what changed. */
export const SettingsUpdate = z.object({ version: z.int32().min(0), value: Values });
export type SettingsUpdate = z.infer<typeof SettingsUpdate>;

export const SettingsRollback = z.object({ version: z.int32().min(0), to_version: z.int32().min(0) });
export type SettingsRollback = z.infer<typeof SettingsRollback>;
