import type { Condition, Filter } from "@plumbline/contracts";
import { z } from "zod";
import type { Candidate, Detector, DetectorContext } from "../detector.ts";
import { iso } from "../statistics/periods.ts";
import { aggregateSql } from "../statistics/query.ts";
import { type Column, columnsOf, isGrouping, isMeasured, unitOf } from "./column.ts";
import { Exhibits } from "./exhibits.ts";
import { splitFlag, splitFlagTest } from "./flag-split-test.ts";
import { compareGroups, groupTest } from "./group-test.ts";
import { missingTogether } from "./missing-together.ts";
import { onePerCause } from "./one-per-cause.ts";
import type { Arithmetic } from "./relations/arithmetic.ts";
import { relationsOf } from "./relations/relations.ts";
import { sampleOf } from "./sample.ts";

const side = z.object({ share: z.string(), hits: z.string(), rows: z.string() });

/** What the words of missing values need. */
export const MissingFacts = z.object({
  column: z.string(),
  /** Columns that are missing in the same rows. */
  together: z.array(z.string()),
  missing: z.string(),
  rows: z.string(),
  share: z.string(),
  /** The word that nearly all missing cells hold, such as None; null when they are empty. */
  word: z.string().nullable(),
  /** What it depends on, most and least; null when nothing was found. */
  pattern: z
    .object({
      by: z.string(),
      shape: z.enum(["group", "number", "date"]),
      high: side.extend({ label: z.string(), threshold: z.number().nullable() }),
      low: side.extend({ label: z.string(), threshold: z.number().nullable() }),
    })
    .nullable(),
  /** What is different where it is missing: the mean of another column there and elsewhere. */
  bias: z.object({ column: z.string(), there: z.string(), elsewhere: z.string() }).nullable(),
  /** Rows where it could be worked out from its parts. */
  recoverable: z.object({ rows: z.string(), parts: z.array(z.string()), op: z.string() }).nullable(),
});

const least_missing = 10;
/** A column without pattern is told when it misses this much: most questions to it cannot be answered. */
const unusable = 0.5;
const most_findings = 4;

interface Pattern {
  by: Column;
  shape: "group" | "number" | "date";
  strength: number;
  p: number;
  high: { label: string; threshold: number | null; filter: Filter };
  low: { label: string; threshold: number | null; filter: Filter };
}

/** Missing values that depend on something, or that leave less than half of a column. Missing by chance is no finding. */
export const missingData: Detector = {
  name: "missing_data",
  async detect(context) {
    const columns = columnsOf(context);
    const relations = await relationsOf(context);
    const tested = columns.filter((c) => c.profile.missing_count >= least_missing && c.profile.count >= least_missing);
    const clusters = await missingTogether(context, tested);
    const p_values: number[] = [];
    const candidates: Candidate[] = [];
    for (const [column, together] of clusters) {
      let best: Pattern | undefined;
      for (const by of columns) {
        if (by === column || together.includes(by)) continue;
        context.signal.throwIfAborted();
        const pattern = await patternOf(context, column, by);
        if (!pattern) continue;
        p_values.push(pattern.p);
        if (pattern.strength >= 0.12 && pattern.p < 0.0001 && (!best || pattern.strength > best.strength))
          best = pattern;
      }
      const share = column.profile.missing_count / context.table.row_count;
      const made = relations.arithmetic.find((a) => a.total === column.name && a.op !== "ratio");
      const workable = made ? await countRecoverable(context, column, made) : 0;
      if (best || share >= unusable || workable >= least_missing)
        candidates.push(await present(context, columns, column, together, best, made));
    }
    return {
      candidates: onePerCause(candidates, most_findings),
      p_values,
      checked: p_values.length > 0 ? `${p_values.length} patterns of missing values` : "",
    };
  },
};

/** Rows where it is missing and all its parts are there. */
async function countRecoverable({ table }: DetectorContext, column: Column, made: Arithmetic): Promise<number> {
  const query = { op: "count" as const, filter: recoverableWhere(column, made) };
  const [row] = await table.query<{ value: number }>(aggregateSql(query, table));
  return Number(row?.value ?? 0);
}

/** A part that is present but no number would not help: hence the comparison. */
const recoverableWhere = (column: Column, made: Arithmetic): Filter => [
  { column: column.name, is: "missing" },
  ...made.parts.map((part): Condition => ({ column: part, is: "gte", value: -1e300 })),
];

/** An NA word in at least 90% of the missing cells may be a value that only looks like none. */
async function wordOf({ table }: DetectorContext, column: Column): Promise<string | null> {
  const r = `r${column.index}`;
  const rows = await table.query<{ w: string | null; n: number }>(
    `SELECT trim(${r}) AS w, count(*) AS n FROM t WHERE miss(${r}) GROUP BY 1 ORDER BY n DESC LIMIT 1`,
  );
  const [first] = rows;
  return first?.w && /[a-z]/i.test(first.w) && Number(first.n) >= 0.9 * column.profile.missing_count ? first.w : null;
}

async function patternOf(context: DetectorContext, column: Column, by: Column): Promise<Pattern | undefined> {
  const sample = sampleOf(context.table);
  const outcome = { column: column.name, missing: true as const };
  if (isGrouping(by)) {
    const test = await compareGroups(sample, outcome, by.name);
    const [high, low] = [test?.groups[0], test?.groups.at(-1)];
    if (!test || !high || !low) return undefined;
    const end = (label: string) => ({
      label,
      threshold: null,
      filter: [{ column: by.name, is: "eq" as const, value: label }],
    });
    const clear = high.mean - low.mean >= 0.05 && Math.sqrt(test.epsilon_squared) - 3.3 / Math.sqrt(test.n) > 0.03;
    return {
      by,
      shape: "group",
      p: test.p,
      strength: clear ? Math.sqrt(test.epsilon_squared) : 0,
      high: end(high.label),
      low: end(low.label),
    };
  }
  if (!isMeasured(by) && by.storage !== "TIMESTAMP") return undefined;
  const split = await splitFlag(sample, outcome, by.name);
  if (!split) return { by, shape: "number", p: 1, strength: 0, high: none, low: none };
  const date = by.storage === "TIMESTAMP";
  const value = date ? iso(split.threshold * 86_400_000) : split.threshold;
  const end = (is: "gt" | "lte") => {
    const filter: Condition[] = [{ column: by.name, is, value }];
    return { label: `${is === "gt" ? "above" : "at most"} ${value}`, threshold: split.threshold, filter };
  };
  const [high, low] = split.above > split.below ? [end("gt"), end("lte")] : [end("lte"), end("gt")];
  const clear = Math.abs(split.above - split.below) >= 0.05 && split.phi - 3.9 / Math.sqrt(split.n) > 0.03;
  return { by, shape: date ? "date" : "number", p: split.p, strength: clear ? split.phi : 0, high, low };
}

const none = { label: "", threshold: null, filter: [] };

async function present(
  context: DetectorContext,
  columns: readonly Column[],
  column: Column,
  together: readonly Column[],
  pattern: Pattern | undefined,
  made: Arithmetic | undefined,
): Promise<Candidate> {
  const exhibits = new Exhibits(context.table);
  const gone: Condition = { column: column.name, is: "missing" };
  const missing = await exhibits.count(`Rows without ${column.name}`, [gone]);
  const rows = await exhibits.count("Rows");
  const share = exhibits.share("Share of the rows", missing, rows);
  const half = async (end: Pattern["high"]) => {
    const hits = await exhibits.count(`Without ${column.name}, ${end.label}`, [...end.filter, gone]);
    const all = await exhibits.count(`Rows, ${end.label}`, end.filter);
    return {
      label: end.label,
      threshold: end.threshold,
      hits,
      rows: all,
      share: exhibits.share(`Share, ${end.label}`, hits, all),
    };
  };
  let told: z.infer<typeof MissingFacts>["pattern"] = null;
  if (pattern) {
    told = { by: pattern.by.name, shape: pattern.shape, high: await half(pattern.high), low: await half(pattern.low) };
    const outcome = { column: column.name, missing: true as const };
    const [inputs, run] =
      pattern.shape === "group"
        ? [{ outcome, group: pattern.by.name }, groupTest]
        : [{ outcome, driver: pattern.by.name }, splitFlagTest];
    exhibits.test(`Does it depend on ${pattern.by.name}`, await run(context.table, inputs), inputs);
  }
  let recoverable: z.infer<typeof MissingFacts>["recoverable"] = null;
  if (made) {
    recoverable = {
      rows: await exhibits.count("Rows where its parts are there", recoverableWhere(column, made)),
      parts: made.parts,
      op: made.op,
    };
  }
  const bias = pattern ? await biasOf(exhibits, columns, column, pattern.by, gone) : null;
  await exhibits.rows(
    `Rows without ${column.name}`,
    [gone],
    [column.name, ...(pattern ? [pattern.by.name] : [])],
    '"row"',
    5,
  );
  // Missing always there and never elsewhere: a question that does not apply, not a gap.
  const applies = !told || exhibits.value(told.high.share) < 1 || exhibits.value(told.low.share) > 0;
  const gap = column.profile.missing_count / context.table.row_count;
  return {
    key: `missing_data:${column.name}`,
    kind: "missing_data",
    columns: [column.name, ...together.map((c) => c.name), ...(pattern ? [pattern.by.name] : [])],
    facts: {
      column: column.name,
      together: together.map((c) => c.name),
      missing,
      rows,
      share,
      word: await wordOf(context, column),
      pattern: told,
      bias,
      recoverable,
    } satisfies z.infer<typeof MissingFacts>,
    evidence: exhibits.list,
    p: gap >= unusable || recoverable ? null : (pattern?.p ?? null),
    effect: Math.min(1, 0.3 * (pattern?.strength ?? 0) + 0.5 * gap),
    moved: !applies ? 0.02 : gap >= unusable ? 0.2 : Math.min(0.15, gap),
    cause: `missing:${column.name}`,
  };
}

/** The amount or outcome whose mean differs where the value is missing, so that leaving the rows out would shift it. */
async function biasOf(
  exhibits: Exhibits,
  columns: readonly Column[],
  column: Column,
  by: Column,
  gone: Condition,
): Promise<z.infer<typeof MissingFacts>["bias"]> {
  if (!isMeasured(by) || by === column || !columns.includes(by)) return null;
  const there = await exhibits.aggregate(
    `Mean of ${by.name} where it is missing`,
    { op: "mean", column: by.name, filter: [gone] },
    unitOf(by),
  );
  const elsewhere = await exhibits.aggregate(
    `Mean of ${by.name} elsewhere`,
    { op: "mean", column: by.name, filter: [{ column: column.name, is: "present" }] },
    unitOf(by),
  );
  return { column: by.name, there, elsewhere };
}
