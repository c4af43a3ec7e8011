import type { MetricCatalogue, MetricProfile } from "@plumbline/contracts";

/** How often a metric of that scope is measured. */
export const scopeWords = { step: "Per step", run: "Per run" } as const;

/** Profiles that measure with a metric. */
export const profilesWith = (catalogue: MetricCatalogue | undefined, key: string): MetricProfile[] =>
  catalogue?.profiles.filter((profile) => profile.metrics.some((one) => one.metric === key)) ?? [];
