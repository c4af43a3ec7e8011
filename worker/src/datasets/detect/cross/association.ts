import { type Filter, Unit } from "@plumbline/contracts";
import { z } from "zod";
import type { Candidate, Detector, DetectorContext } from "../detector.ts";
import { autocorrelation } from "../statistics/autocorrelation.ts";
import { spearman } from "../statistics/correlation.ts";
import { type Column, columnsOf, isMeasured, isOutcome, unitOf } from "./column.ts";
import { Exhibits } from "./exhibits.ts";
import { onePerCause } from "./one-per-cause.ts";
import { PairSample, type Ranked } from "./pair-sample.ts";
import { comparePair, type PairTest, pairTest, shapeTest } from "./pair-test.ts";
import { relationsOf } from "./relations/relations.ts";
import { sampleOf } from "./sample.ts";
import { written } from "./thresholds.ts";

/** `exact`: the threshold is the end of the column, so x is that very value. */
const end = z.object({ threshold: z.number(), exact: z.boolean(), value: z.string(), rows: z.string() });

/** What the words of two numbers that go together need. */
export const AssociationFacts = z.object({
  shape: z.enum(["monotone", "bent"]),
  /** The average used: the median where few values make the mean. */
  statistic: z.enum(["mean", "median"]),
  x: z.string(),
  y: z.string(),
  x_unit: Unit,
  /** Means of y where x is high and where it is low; null where x has too few values to say. */
  high: end.nullable(),
  low: end.nullable(),
  /** Of y where x is in the middle, for a bent shape. */
  middle: z.object({ value: z.string(), from: z.number(), to: z.number() }).nullable(),
  test: z.string(),
});

const least_rho = 0.3;
const least_shape = 0.15;
/** The middle of a bent relation needs this share of the rows. */
const least_middle = 0.1;
/** From here on the one column is the other one again for all a reader can do with it. */
const nearly_same = 0.97;
/** Least rank correlation of the steps of two series. */
const least_step = 0.15;
const most_facts = 12;
const most_columns = 30;
const most_findings = 3;

/** Two columns of numbers that rise and fall together, or one that bends over the other. */
export const association: Detector = {
  name: "association",
  async detect(context) {
    const relations = await relationsOf(context);
    const columns = columnsOf(context)
      .filter((c) => isMeasured(c) && relations.original(c.name) === c.name)
      .slice(0, most_columns);
    const pairs = new PairSample(sampleOf(context.table));
    const p_values: number[] = [];
    const facts: Fact[] = [];
    const taken = new Set<string>();
    const serial = isSeries(columnsOf(context));
    const found: { x: Column; y: Column; test: PairTest; shape: "monotone" | "bent"; effect: number }[] = [];
    for (const [i, a] of columns.entries()) {
      context.signal.throwIfAborted();
      for (const b of columns.slice(i + 1)) {
        if (taken.has(a.name) || taken.has(b.name)) continue;
        if (relations.trivial(a.name, b.name) || isOneSum(a, b)) continue;
        const [x, y] = isOutcome(a) && !isOutcome(b) ? [b, a] : [a, b];
        const test = comparePair(await pairs.ranked(x), await pairs.ranked(y));
        if (!test) continue;
        p_values.push(test.spearman.p, test.shape.p);
        if (Math.abs(test.spearman.r) >= nearly_same) {
          const way = test.spearman.r > 0 ? "Rises and falls with" : "Falls and rises against";
          facts.push({ column: b.name, fact: `${way} ${a.name.trim()} in nearly every row.` });
          taken.add(b.name);
          continue;
        }
        const shape = shapeOf(test);
        // Two series that both drift look related whatever they are: their steps must go together as well.
        if (shape === "monotone" && serial && !moveTogether(await pairs.ranked(x), await pairs.ranked(y), test))
          continue;
        if (shape === "bent" && serial && wander(await pairs.ranked(x)) && wander(await pairs.ranked(y))) continue;
        const strength = shape === "bent" ? Math.sqrt(test.shape.epsilon_squared) : Math.abs(test.spearman.r);
        if (shape) found.push({ x, y, test, shape, effect: strength * (isOutcome(y) ? 1 : 0.75) });
      }
    }
    const own = found.filter(({ x, y }) => !taken.has(x.name) && !taken.has(y.name));
    own.sort((a, b) => b.effect - a.effect);
    const candidates: Candidate[] = [];
    for (const one of own.slice(0, 2 * most_findings)) {
      const candidate = await present(context, one.x, one.y, one.shape, one.effect);
      if (candidate) candidates.push(candidate);
    }
    return {
      candidates: onePerCause(candidates, most_findings),
      facts: facts.slice(0, most_facts),
      p_values,
      checked: p_values.length > 0 ? `${p_values.length / 2} pairs of numbers` : "",
    };
  },
};

type Fact = { column: string; fact: string };

/** Whether the rows follow one another in time, one for each moment. */
const isSeries = (columns: readonly Column[]): boolean =>
  columns.some((c) => c.role === "date" && c.profile.unique_count === c.profile.count && c.profile.missing_count === 0);

/** Whether the changes from row to row go together too, in the same direction. */
function moveTogether(x: Ranked, y: Ranked, { spearman: levels }: PairTest): boolean {
  const steps = (values: Float64Array) => values.subarray(1).map((value, i) => value - (values[i] ?? Number.NaN));
  const { r, p } = spearman(steps(x.values), steps(y.values));
  return p < 0.001 && r * levels.r > 0 && Math.abs(r) >= least_step;
}

/** Whether each value is nearly the one before it. */
const wander = ({ values }: Ranked): boolean => autocorrelation(Array.from(values), 1) >= 0.97;

const quantity = /(^|[_ ])(quantity|qty|units?|pieces|items|count|volume)([_ ]|$)/i;
const sum = /sales|revenue|turnover|profit|margin|gross|subtotal|income|(^|[_ ])(net|tax|total|amount)([_ ]|$)/i;

const quote = /^(open|high|low|close|adj[_ ]?close|adjusted[_ ]close)$/i;

const year = /^(.*?)((?:17|18|19|20|21)\d\d)$/;

/**
 * Amounts of one sum: revenue and profit, or how many and how much; prices of one day; one thing in several years. That these
 * rise together is no news.
 */
function isOneSum(a: Column, b: Column): boolean {
  if (quote.test(a.name) && quote.test(b.name)) return true;
  const [first, second] = [year.exec(a.name), year.exec(b.name)];
  if (first && second && first[1] === second[1]) return true;
  const words = (c: Column) => c.name.replace(/([a-z])([A-Z])/g, "$1 $2");
  const [x, y] = [words(a), words(b)];
  return (sum.test(x) && sum.test(y)) || (quantity.test(x) && sum.test(y)) || (sum.test(x) && quantity.test(y));
}

function shapeOf({ spearman, shape }: PairTest): "monotone" | "bent" | undefined {
  const noise = 3.3 / Math.sqrt(spearman.n);
  const r = Math.abs(spearman.r);
  if (spearman.p < 0.001 && r >= least_rho && r - noise > 0.1) return "monotone";
  const bent = shape.epsilon_squared > 3 * spearman.r ** 2 && Math.sqrt(shape.epsilon_squared) - noise > 0.15;
  return shape.p < 0.001 && shape.epsilon_squared >= least_shape && bent ? "bent" : undefined;
}

async function present(
  context: DetectorContext,
  x: Column,
  y: Column,
  shape: "monotone" | "bent",
  effect: number,
): Promise<Candidate | undefined> {
  const exhibits = new Exhibits(context.table);
  const inputs = { x: x.name, y: y.name };
  const test = shape === "bent" ? await shapeTest(context.table, inputs) : await pairTest(context.table, inputs);
  // Where ranks and values disagree, few values make the mean.
  const statistic = Math.abs(test.results.pearson ?? 0) < Math.abs(test.results.rho ?? 0) - 0.15 ? "median" : "mean";
  const average = (label: string, filter: Filter) =>
    exhibits.aggregate(label, { op: statistic, column: y.name, filter }, unitOf(y));
  const cuts = await fifths(context, x);
  let [high, low, middle]: [
    z.infer<typeof end> | null,
    z.infer<typeof end> | null,
    z.infer<typeof AssociationFacts>["middle"],
  ] = [null, null, null];
  if (cuts) {
    const above: Filter = [
      { column: x.name, is: cuts.high === x.profile.max ? "eq" : "gte", value: cuts.high },
      { column: y.name, is: "present" },
    ];
    const below: Filter = [
      { column: x.name, is: cuts.low === x.profile.min ? "eq" : "lte", value: cuts.low },
      { column: y.name, is: "present" },
    ];
    high = {
      threshold: cuts.high,
      exact: cuts.high === x.profile.max,
      value: await average(`Average of ${y.name} where ${x.name} is high`, above),
      rows: await exhibits.count(`Rows where ${x.name} is high`, above),
    };
    low = {
      threshold: cuts.low,
      exact: cuts.low === x.profile.min,
      value: await average(`Average of ${y.name} where ${x.name} is low`, below),
      rows: await exhibits.count(`Rows where ${x.name} is low`, below),
    };
    if (shape === "bent") {
      const between: Filter = [
        { column: x.name, is: "gt", value: cuts.low },
        { column: x.name, is: "lt", value: cuts.high },
      ];
      const rows = await exhibits.count(`Rows where ${x.name} is between`, between);
      if (exhibits.value(rows) < least_middle * context.table.row_count) return undefined;
      middle = {
        value: await average(`Average of ${y.name} where ${x.name} is between`, between),
        from: cuts.low,
        to: cuts.high,
      };
    }
  }
  if (shape === "bent" && !middle) return undefined;
  const id = exhibits.test(shape === "bent" ? "Shape of the relation" : "Rank correlation", test, inputs);
  const scatter = context.profile.charts.find(
    (c) => c.kind === "scatter" && [c.x, c.y].includes(x.name) && [c.x, c.y].includes(y.name),
  );
  if (scatter) exhibits.chart("Both columns", scatter.id);
  return {
    key: `association:${x.name}:${y.name}`,
    kind: "association",
    columns: [y.name, x.name],
    facts: {
      shape,
      statistic,
      x: x.name,
      y: y.name,
      x_unit: unitOf(x),
      high,
      low,
      middle,
      test: id,
    } satisfies z.infer<typeof AssociationFacts>,
    evidence: exhibits.list,
    p: test.p,
    effect: Math.min(1, effect),
    moved: isOutcome(y) ? Math.min(0.2, effect * effect * 0.25) : Math.min(0.09, effect * effect * 0.25),
    cause: `pair:${[x.name, y.name].sort().join(":")}`,
  };
}

/** Where the lowest and the highest fifth of a column end, as prose writes them; undefined when they touch. */
async function fifths({ table }: DetectorContext, x: Column): Promise<{ low: number; high: number } | undefined> {
  const [row] = await table.query<{ low: number; high: number }>(
    `SELECT quantile_cont(v${x.index}, 0.2) AS low, quantile_cont(v${x.index}, 0.8) AS high FROM t`,
  );
  if (!row) return undefined;
  const [low, high] = [written(row.low), written(row.high)];
  return low < high && low >= (x.profile.min ?? 0) && high <= (x.profile.max ?? 0) ? { low, high } : undefined;
}
