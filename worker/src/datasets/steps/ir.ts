import { Claim, Draft, Finding, settings } from "@plumbline/contracts";
import { z } from "zod";
import { Opened } from "../analysis-protocol.ts";

/** What the steps of a dataset run hand on; each is stored as the run's artifact. */
export const DatasetRunInput = z.object({
  dataset_id: z.uuid(),
  /** The tenant's settings when the run was requested; the defaults where they were never set. */
  settings: z
    .object({ insights: z.object({ value: settings.insights }).default({ value: settings.insights.parse({}) }) })
    .default({ insights: { value: settings.insights.parse({}) } }),
});

export const Parsed = Opened;

export const Drafts = z.object({ drafts: z.array(Draft) });

export const VerifiedInsights = z.object({
  insights: z.array(
    z.object({
      finding: Finding,
      draft: Draft,
      claims: z.array(Claim),
      verified: z.boolean(),
      verified_by: z.string(),
      verified_rows: z.int(),
    }),
  ),
  /** Findings whose evidence did not come out equal when computed again: never shown. */
  dropped: z.array(z.object({ finding_key: z.string(), problems: z.int() })),
});
export type VerifiedInsights = z.infer<typeof VerifiedInsights>;

export const Published = z.object({ insight_count: z.int(), verified_count: z.int(), quality_score: z.number() });
