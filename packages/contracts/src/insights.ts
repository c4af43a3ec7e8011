import { z } from "zod";
import { Evidence } from "./evidence.ts";
import { Id, PageQuery, page, Timestamp } from "./pages.ts";

/** critical: numbers cannot be trusted or a total moved by 25% or more; major: 10% or more, or a column unusable. */
export const Severity = z.enum(["critical", "major", "minor", "info"]);
export type Severity = z.infer<typeof Severity>;

export const FindingKind = z.enum([
  "trend",
  "level_shift",
  "seasonality",
  "spike",
  "time_gap",
  "outliers",
  "change_driver",
  "group_difference",
  "concentration",
  "association",
  "simpson_reversal",
  "missing_data",
  "duplicates",
  "key_conflict",
  "inconsistent",
  "imbalance",
  "skew",
  "nothing_found",
]);
export type FindingKind = z.infer<typeof FindingKind>;

/** What a detector found, before anybody has put it into words. */
export const Finding = z.object({
  /** Stable within a file: the same data gives the same key, so a replayed run writes the same insight. */
  key: z.string(),
  kind: FindingKind,
  severity: Severity,
  /** Rank within the file, 0 to 1: effect on something a person cares about. */
  score: z.number().min(0).max(1),
  /** The columns it is about, the leading one first. */
  columns: z.array(z.string()),
  /** Typed by kind in the worker: what the writer needs beside the evidence (names, periods, groups). */
  facts: z.record(z.string(), z.unknown()),
  evidence: z.array(Evidence),
});
export type Finding = z.infer<typeof Finding>;

/** Everything detection has to say of one table: the findings by rank, and how hard it looked. */
export const Findings = z.object({
  /** The most important first; never empty: a table with nothing to say has one `nothing_found`. */
  findings: z.array(Finding),
  /** Phrases for what was looked at: "12 monthly series for a trend". */
  checked: z.array(z.string()),
  /** Relations that are no insight: "ship_date follows order_date by 4 days". */
  column_facts: z.array(z.object({ column: z.string(), fact: z.string() })),
  /** Detectors that broke off: a defect of ours, told in the log; what the others found stands. */
  broken: z.array(z.string()).default([]),
  /** Statistical tests made, over which the false discovery rate is controlled. */
  tests: z.int(),
});
export type Findings = z.infer<typeof Findings>;

/** The words for one finding. */
export const Draft = z.object({
  finding_key: z.string(),
  title: z.string(),
  summary: z.string(),
  next_steps: z.array(z.string()),
  /** `deterministic@1`, or the model that wrote it. */
  written_by: z.string(),
});
export type Draft = z.infer<typeof Draft>;

/** A number in the prose and the evidence it rounds from. `start`/`end` are UTF-16 offsets into the field. */
export const Claim = z.object({
  field: z.string().regex(/^(title|summary|next_steps\/\d+)$/),
  start: z.int(),
  end: z.int(),
  text: z.string(),
  /** Evidence id, and inside it which number: `value`, `points/Q2 2017`, `results/slope`, `count`. */
  evidence_id: z.string(),
  path: z.string(),
  value: z.number(),
});
export type Claim = z.infer<typeof Claim>;

export const Insight = z
  .object({
    id: Id,
    dataset_id: Id,
    run_id: Id,
    revision: z.int(),
    position: z.int(),
    kind: FindingKind,
    severity: Severity,
    title: z.string(),
    summary: z.string(),
    next_steps: z.array(z.string()),
    columns: z.array(z.string()),
    evidence: z.array(Evidence),
    claims: z.array(Claim),
    verified: z.boolean(),
    /** What checked it: `recomputed@1`. */
    verified_by: z.string(),
    /** Rows the evidence was recomputed from. */
    verified_rows: z.int(),
    written_by: z.string(),
    /** Insights never decide anything. */
    advisory: z.literal(true),
    trace_id: z.string(),
    created_at: Timestamp,
  })
  .meta({ ref: "Insight" });
export type Insight = z.infer<typeof Insight>;

export const InsightQuery = PageQuery.extend({
  dataset_id: Id.optional(),
  run_id: Id.optional(),
  severity: Severity.optional(),
  search: z.string().max(200).optional(),
});
export type InsightQuery = z.infer<typeof InsightQuery>;
export const InsightPage = page(Insight).meta({ ref: "InsightPage" });
export type InsightPage = z.infer<typeof InsightPage>;
