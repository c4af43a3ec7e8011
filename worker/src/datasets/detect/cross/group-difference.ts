import { z } from "zod";
import type { Candidate, Detector, DetectorContext } from "../detector.ts";
import { type Column, columnsOf, isFlag, isGrouping, isMeasured, isOutcome, unitOf } from "./column.ts";
import { count_unit, Exhibits } from "./exhibits.ts";
import { countedValue } from "./flag-value.ts";
import { compareGroups, type GroupTest, groupTest, type Outcome } from "./group-test.ts";
import { onePerCause } from "./one-per-cause.ts";
import { PairSample } from "./pair-sample.ts";
import { comparePair } from "./pair-test.ts";
import { type Relations, relationsOf } from "./relations/relations.ts";
import { sampleOf } from "./sample.ts";

/** A group: its mean or share, its rows, and those with the value when shares are compared. */
const groupEnd = z.object({ label: z.string(), value: z.string(), rows: z.string(), hits: z.string().nullable() });

/** What the words of a difference between groups need; ids point into the evidence. */
export const DifferenceFacts = z.object({
  shape: z.literal("groups"),
  outcome: z.string(),
  /** The value whose share is compared; null when means are. */
  value: z.string().nullable(),
  group: z.string(),
  high: groupEnd,
  low: groupEnd,
  /** For amounts: the high group's share of the total and of the rows. */
  share_of_total: z.string().nullable(),
  share_of_rows: z.string().nullable(),
  test: z.string(),
});

const least_epsilon = 0.02;
const least_g = 0.3;
const most_findings = 5;
/** Rank correlation from which two outcomes are one story. */
const least_twin = 0.85;

/** Outcomes (numbers, shares of a flag) that differ between the groups of a category. */
export const groupDifference: Detector = {
  name: "group_difference",
  async detect(context) {
    const columns = columnsOf(context);
    const relations = await relationsOf(context);
    const sample = sampleOf(context.table);
    const outcomes = columns.filter((c) => (isMeasured(c) || isFlag(c)) && relations.original(c.name) === c.name);
    const groups = columns.filter(isGrouping);
    const p_values: number[] = [];
    const found: Difference[] = [];
    for (const group of groups) {
      for (const column of outcomes) {
        if (!isNews(column, group, relations)) continue;
        context.signal.throwIfAborted();
        const outcome: Outcome = isFlag(column)
          ? { column: column.name, value: countedValue(column) }
          : { column: column.name };
        const test = await compareGroups(sample, outcome, group.name);
        if (!test) continue;
        p_values.push(test.p);
        if (test.p < 0.0001 && matters(test, isFlag(column)))
          found.push(differenceOf(column, outcome, group, test, relations));
      }
    }
    const candidates: Candidate[] = [];
    for (const one of await withoutTwins(onePerCause(found, found.length), new PairSample(sample)))
      candidates.push(await present(context, one));
    return {
      candidates,
      p_values,
      checked: p_values.length > 0 ? `${p_values.length} differences between groups` : "",
    };
  },
};

/** A difference worth telling, before its evidence is gathered. */
interface Difference {
  column: Column;
  outcome: Outcome;
  group: Column;
  /** The coarsest column of the hierarchy the group belongs to. */
  root: string;
  test: GroupTest;
  key: string;
  /** Strength of the difference, 0 to 1. */
  strength: number;
  effect: number;
  cause: string;
}

function differenceOf(
  column: Column,
  outcome: Outcome,
  group: Column,
  test: GroupTest,
  relations: Relations,
): Difference {
  const made = relations.arithmetic.find((a) => a.total === column.name || a.parts.includes(column.name));
  const root = rootOf(group, relations);
  const strength = Math.sqrt(test.epsilon_squared);
  return {
    column,
    outcome,
    group,
    root,
    test,
    strength,
    key: `group_difference:${column.name}:${group.name}`,
    effect: Math.min(1, strength * (isOutcome(column) ? 1 : 0.7)),
    cause: `difference:${made?.total ?? column.name}:${root}`,
  };
}

/** At most five, one of outcomes that move together by one group: gross at home and gross everywhere. */
async function withoutTwins(found: readonly Difference[], pairs: PairSample): Promise<Difference[]> {
  const kept: Difference[] = [];
  for (const one of found) {
    if (kept.length === most_findings) break;
    let twin = false;
    for (const other of kept) {
      if (twin || other.root !== one.root || isFlag(one.column) || isFlag(other.column)) continue;
      const pair = comparePair(await pairs.ranked(one.column), await pairs.ranked(other.column));
      twin = Math.abs(pair?.spearman.r ?? 0) >= least_twin;
    }
    if (!twin) kept.push(one);
  }
  return kept;
}

/** Not by construction, and each pair of flags one way only. */
function isNews(outcome: Column, group: Column, relations: Relations): boolean {
  if (relations.trivial(outcome.name, group.name)) return false;
  const made = relations.arithmetic.find((a) => a.total === outcome.name);
  if (made?.parts.some((part) => relations.determines(group.name, part))) return false;
  // A number by an outcome is told the other way round, as the outcome split by the number.
  const parts = relations.implications;
  const tied = (c: Column): string | undefined => parts.find((i) => i.part === c.name)?.whole;
  if (!isFlag(outcome) && isFlag(group) && (isOutcome(group) || tied(group))) return false;
  // Kinds of one thing exclude or include one another by definition.
  if (tied(outcome) && tied(outcome) === tied(group)) return false;
  if (!isFlag(outcome) || !isFlag(group)) return true;
  if (isOutcome(outcome) !== isOutcome(group)) return isOutcome(outcome);
  return outcome.index > group.index;
}

function matters(test: GroupTest, flag: boolean): boolean {
  const [high, low] = [test.groups[0], test.groups.at(-1)];
  if (!high || !low) return false;
  // The lower end of what chance allows must be worth telling too: small files ask for larger effects.
  const floor = Math.sqrt(test.epsilon_squared) - 3.3 / Math.sqrt(test.n);
  if (floor < 0.05) return false;
  if (!flag) return test.epsilon_squared >= least_epsilon && Math.abs(test.hedges_g) >= least_g;
  return test.epsilon_squared >= 0.01 && high.mean - low.mean >= 0.05 && high.mean >= 1.2 * low.mean;
}

async function present(
  context: DetectorContext,
  { column, outcome, group, test, key, strength, effect, cause }: Difference,
): Promise<Candidate> {
  const exhibits = new Exhibits(context.table);
  const [high, low] = [test.groups[0], test.groups.at(-1)];
  if (!high || !low) throw new Error("a comparison has two groups");
  const ends = { high: await end(high.label), low: await end(low.label) };
  let share_of_total: string | null = null;
  let share_of_rows: string | null = null;
  if (column.role === "amount" && outcome.value === undefined && (column.profile.min ?? 0) >= 0) {
    const where = [{ column: group.name, is: "eq" as const, value: high.label }];
    const part = await exhibits.aggregate(
      `Total of ${column.name}, ${high.label}`,
      { op: "sum", column: column.name, filter: where },
      unitOf(column),
    );
    const whole = await exhibits.aggregate(
      `Total of ${column.name}`,
      { op: "sum", column: column.name },
      unitOf(column),
    );
    const rows = await exhibits.count("Rows");
    share_of_total = exhibits.share("Share of the total", part, whole);
    share_of_rows = exhibits.share("Share of the rows", ends.high.rows, rows);
  }
  if (outcome.value === undefined)
    await exhibits.series(
      `Mean of ${column.name} by ${group.name}`,
      { op: "mean", column: column.name },
      { column: group.name },
      unitOf(column),
    );
  const inputs = { outcome, group: group.name };
  const id = exhibits.test("Difference between the groups", await groupTest(context.table, inputs), inputs);
  return {
    key,
    kind: "group_difference",
    columns: [column.name, group.name],
    facts: {
      shape: "groups",
      outcome: column.name,
      value: outcome.value === undefined ? null : String(outcome.value),
      group: group.name,
      ...ends,
      share_of_total,
      share_of_rows,
      test: id,
    } satisfies z.infer<typeof DifferenceFacts>,
    evidence: exhibits.list,
    p: test.p,
    effect,
    // That sizes differ by kind is worth knowing and alarms nobody; what people care about is another matter.
    moved: isOutcome(column) ? Math.min(0.2, 0.5 * strength) : Math.min(0.09, 0.25 * strength),
    cause,
  };

  async function end(label: string): Promise<z.infer<typeof groupEnd>> {
    const here = { column: group.name, is: "eq" as const, value: label };
    if (outcome.value === undefined) {
      const value = await exhibits.aggregate(
        `Mean of ${column.name}, ${label}`,
        { op: "mean", column: column.name, filter: [here] },
        unitOf(column),
      );
      const rows = await exhibits.aggregate(
        `Rows, ${label}`,
        { op: "count", column: column.name, filter: [here] },
        count_unit,
      );
      return { label, value, rows, hits: null };
    }
    const hits = await exhibits.count(`${column.name} = ${outcome.value}, ${label}`, [
      here,
      { column: column.name, is: "eq", value: outcome.value },
    ]);
    const rows = await exhibits.aggregate(
      `Rows, ${label}`,
      { op: "count", column: column.name, filter: [here] },
      count_unit,
    );
    return { label, value: exhibits.share(`Share, ${label}`, hits, rows), rows, hits };
  }
}

/** The coarsest column of the hierarchy a group belongs to, and of those that say the same, the first in the file. */
export function rootOf(group: Column, relations: Relations): string {
  const above = [group.name, ...relations.dependencies.filter((d) => d.from === group.name).map((d) => d.to)];
  const height = (name: string): number =>
    above.filter((other) => relations.determines(name, other) && !relations.determines(other, name)).length;
  const names = relations.names;
  return (
    above.sort((a, b) => height(a) - height(b) || names.indexOf(a) - names.indexOf(b) || (a < b ? -1 : 1))[0] ??
    group.name
  );
}
