import { z } from "zod";
import { Id, PageQuery, page, Timestamp } from "./pages.ts";

/** What is known to be right about something, once somebody has looked. Versions are kept; the highest one counts. */
export const GroundTruth = z
  .object({
    id: Id,
    /** What kind of thing it is about: `dataset.column_role`, `routing.operation`. */
    scope: z.string().regex(/^[a-z][a-z0-9_.]{0,119}$/),
    /** Which one: a stable name within the scope. */
    reference: z.string().min(1).max(300),
    version: z.int().min(1),
    /** Whether it counts: false once a later version has superseded it. */
    current: z.boolean(),
    value: z.unknown(),
    /** Whether a person set it down or it was curated from feedback. */
    source: z.enum(["manual", "feedback"]),
    run_id: Id.nullable(),
    reviewer_id: Id.nullable(),
    note: z.string(),
    created_at: Timestamp,
  })
  .meta({ ref: "GroundTruth" });
export type GroundTruth = z.infer<typeof GroundTruth>;

/** Owners only. Adds the next version of what is known under scope and reference. */
export const GroundTruthCreate = z.object({
  scope: GroundTruth.shape.scope,
  reference: GroundTruth.shape.reference,
  value: z.unknown(),
  source: GroundTruth.shape.source.default("manual"),
  run_id: Id.nullable().default(null),
  note: z.string().trim().max(1000).default(""),
});
export type GroundTruthCreate = z.infer<typeof GroundTruthCreate>;

/** `all_versions` false: only what counts now. */
export const GroundTruthQuery = PageQuery.extend({
  scope: z.string().max(120).optional(),
  reference: z.string().max(300).optional(),
  /** A part of the scope or of the reference, in any case. */
  search: z.string().max(200).optional(),
  run_id: Id.optional(),
  all_versions: z.stringbool().default(false),
});
export type GroundTruthQuery = z.infer<typeof GroundTruthQuery>;
export const GroundTruthPage = page(GroundTruth).meta({ ref: "GroundTruthPage" });
export type GroundTruthPage = z.infer<typeof GroundTruthPage>;
