import { z } from "zod";
import type { Candidate, Detector, DetectorContext } from "../detector.ts";
import { type Column, columnsOf, isFlag, isGrouping, isMeasured, isOutcome, isZeroOne } from "./column.ts";
import { Exhibits } from "./exhibits.ts";
import { onePerCause } from "./one-per-cause.ts";
import { relationsOf } from "./relations/relations.ts";
import { sampleOf } from "./sample.ts";
import { findReversal, type Reversal, simpsonTest } from "./simpson-test.ts";

/** What the words of a reversal need; `test` has both correlations. */
export const SimpsonFacts = z.object({ x: z.string(), y: z.string(), group: z.string(), test: z.string() });

const least_r = 0.1;
const most_columns = 20;
const most_findings = 2;

/** Relations of two numbers (or a flag and a number) that turn their sign within the groups of a third column. */
export const simpson: Detector = {
  name: "simpson_reversal",
  async detect(context) {
    const relations = await relationsOf(context);
    const sample = sampleOf(context.table);
    const columns = columnsOf(context);
    const numbers = columns
      .filter((c) => (isMeasured(c) || (isFlag(c) && isZeroOne(c))) && relations.original(c.name) === c.name)
      .slice(0, most_columns);
    const groups = columns.filter((c) => isGrouping(c) && c.profile.unique_count <= 20);
    const p_values: number[] = [];
    const candidates: Candidate[] = [];
    for (const [i, a] of numbers.entries()) {
      for (const b of numbers.slice(i + 1)) {
        if (relations.trivial(a.name, b.name)) continue;
        context.signal.throwIfAborted();
        const [x, y] = isOutcome(a) && !isOutcome(b) ? [b, a] : [a, b];
        for (const group of groups) {
          if (relations.trivial(group.name, a.name) || relations.trivial(group.name, b.name)) continue;
          const it = await findReversal(sample, x.name, y.name, group.name);
          if (!it) continue;
          p_values.push(it.p);
          if (it.p < 0.001 && isReversal(it)) candidates.push(await present(context, x, y, group, it));
        }
      }
    }
    return {
      candidates: onePerCause(candidates, most_findings),
      p_values,
      checked: p_values.length > 0 ? `${p_values.length} relations for a reversal within groups` : "",
    };
  },
};

function isReversal({ overall, within, n, groups, agreeing }: Reversal): boolean {
  const weakest = Math.min(Math.abs(overall), Math.abs(within));
  return overall * within < 0 && weakest >= least_r && weakest - 3.3 / Math.sqrt(n) > 0.03 && agreeing >= 0.75 * groups;
}

async function present(
  context: DetectorContext,
  x: Column,
  y: Column,
  group: Column,
  it: Reversal,
): Promise<Candidate> {
  const exhibits = new Exhibits(context.table);
  const inputs = { x: x.name, y: y.name, group: group.name };
  const test = exhibits.test(
    "Correlation over all rows and within groups",
    await simpsonTest(context.table, inputs),
    inputs,
  );
  for (const column of [x, y])
    await exhibits.series(
      `Mean of ${column.name} by ${group.name}`,
      { op: "mean", column: column.name },
      { column: group.name },
      { kind: "number" },
    );
  const weakest = Math.min(Math.abs(it.overall), Math.abs(it.within));
  return {
    key: `simpson:${x.name}:${y.name}:${group.name}`,
    kind: "simpson_reversal",
    columns: [y.name, x.name, group.name],
    facts: { x: x.name, y: y.name, group: group.name, test } satisfies z.infer<typeof SimpsonFacts>,
    evidence: exhibits.list,
    p: it.p,
    // A conclusion drawn from all rows would be wrong: that weighs more than the size of the correlation.
    effect: Math.min(1, 0.4 + weakest),
    moved: 0.12,
    cause: `simpson:${[x.name, y.name].sort().join(":")}`,
  };
}
