import { type Condition, Unit } from "@plumbline/contracts";
import { z } from "zod";
import type { Candidate, Detector, DetectorContext } from "../detector.ts";
import { type Column, columnsOf, isFlag, isMeasured, isOutcome, unitOf } from "./column.ts";
import { Exhibits } from "./exhibits.ts";
import { type FlagSplit, splitFlag, splitFlagTest } from "./flag-split-test.ts";
import { countedValue } from "./flag-value.ts";
import type { Outcome } from "./group-test.ts";
import { onePerCause } from "./one-per-cause.ts";
import { type Relations, relationsOf } from "./relations/relations.ts";
import { sampleOf } from "./sample.ts";

const side = z.object({ share: z.string(), hits: z.string(), rows: z.string() });

/** What the words of a flag that depends on a number need. */
export const FlagSplitFacts = z.object({
  shape: z.literal("flag_split"),
  outcome: z.string(),
  value: z.string(),
  driver: z.string(),
  driver_unit: Unit,
  threshold: z.number(),
  above: side,
  below: side,
});

const most_findings = 3;

/** Flags that are much more frequent on one side of a threshold: failures above a torque. */
export const flagSplit: Detector = {
  name: "flag_split",
  async detect(context) {
    const columns = columnsOf(context);
    const relations = await relationsOf(context);
    const sample = sampleOf(context.table);
    const p_values: number[] = [];
    const candidates: Candidate[] = [];
    for (const flag of columns.filter((c) => isFlag(c) && relations.original(c.name) === c.name)) {
      const outcome = { column: flag.name, value: countedValue(flag) };
      for (const driver of columns.filter((c) => isMeasured(c) && !relations.trivial(c.name, flag.name))) {
        context.signal.throwIfAborted();
        const split = await splitFlag(sample, outcome, driver.name);
        p_values.push(split?.p ?? 1);
        if (split && split.p < 0.0001 && matters(split))
          candidates.push(await present(context, flag, driver, outcome, split, relations));
      }
    }
    return {
      candidates: onePerCause(candidates, most_findings),
      p_values,
      checked: p_values.length > 0 ? `${p_values.length} flags split by a number` : "",
    };
  },
};

function matters({ above, below, phi, n }: FlagSplit): boolean {
  const [high, low] = above > below ? [above, below] : [below, above];
  return phi >= 0.1 && phi - 3.9 / Math.sqrt(n) > 0.03 && high - low >= 0.05 && high >= 1.5 * low;
}

async function present(
  context: DetectorContext,
  flag: Column,
  driver: Column,
  outcome: Outcome,
  split: FlagSplit,
  relations: Relations,
): Promise<Candidate> {
  const exhibits = new Exhibits(context.table);
  const told = `${flag.name} = ${outcome.value}`;
  const half = async (label: string, condition: Condition) => {
    const hits = await exhibits.count(`${told}, ${label}`, [
      condition,
      { column: flag.name, is: "eq", value: outcome.value ?? 1 },
    ]);
    const rows = await exhibits.aggregate(
      `Rows, ${label}`,
      { op: "count", column: flag.name, filter: [condition] },
      { kind: "count" },
    );
    return { hits, rows, share: exhibits.share(`Share, ${label}`, hits, rows) };
  };
  const above = await half("above", { column: driver.name, is: "gt", value: split.threshold });
  const below = await half("at most", { column: driver.name, is: "lte", value: split.threshold });
  const inputs = { outcome, driver: driver.name };
  const test = await splitFlagTest(context.table, inputs);
  exhibits.test("Do both sides of the threshold have one share", test, inputs);
  const whole = relations.implications.find((i) => i.part === flag.name)?.whole ?? flag.name;
  const strength = split.phi * (isOutcome(flag) && whole === flag.name ? 1 : 0.6);
  return {
    key: `flag_split:${flag.name}:${driver.name}`,
    kind: "group_difference",
    columns: [flag.name, driver.name],
    facts: {
      shape: "flag_split",
      outcome: flag.name,
      value: String(outcome.value),
      driver: driver.name,
      driver_unit: unitOf(driver),
      threshold: split.threshold,
      above,
      below,
    } satisfies z.infer<typeof FlagSplitFacts>,
    evidence: exhibits.list,
    p: test.p,
    effect: Math.min(1, strength),
    moved: Math.min(0.2, strength * 0.5),
    // The parts of one flag and the flag itself depend on a number in one way.
    cause: `flag:${whole}:${driver.name}`,
  };
}
