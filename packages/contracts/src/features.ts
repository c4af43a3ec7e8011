import { z } from "zod";

/** The platform's feature flags. What each turns on is in the database (feature_flags.description). */
export const FeatureKey = z.enum(["copilot.dataset", "copilot.dfm", "routing", "pipelines"]);
export type FeatureKey = z.infer<typeof FeatureKey>;

/** override: the tenant's own answer; rollout: by the tenant's place in a partial rollout; default: the platform's. */
export const FeatureReason = z.enum(["override", "rollout", "default"]);
export type FeatureReason = z.infer<typeof FeatureReason>;

export const FeatureEvaluation = z.object({ enabled: z.boolean(), reason: FeatureReason });
export type FeatureEvaluation = z.infer<typeof FeatureEvaluation>;

export const Feature = FeatureEvaluation.extend({
  key: FeatureKey,
  description: z.string(),
  /** The tenant's own answer; null when it has none. */
  override: z.boolean().nullable(),
  /** Whether owners may override it. */
  tenant_may_change: z.boolean(),
}).meta({ ref: "Feature" });
export type Feature = z.infer<typeof Feature>;

export const FeatureList = z.object({ items: z.array(Feature) }).meta({ ref: "FeatureList" });
export type FeatureList = z.infer<typeof FeatureList>;

/** null takes the tenant's own answer back. */
export const FeatureUpdate = z.object({ override: z.boolean().nullable() });
export type FeatureUpdate = z.infer<typeof FeatureUpdate>;
