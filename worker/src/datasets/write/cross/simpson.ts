import { SimpsonFacts } from "../../detect/cross/simpson.ts";
import { formatCount } from "../format.ts";
import type { KindWriter } from "../writer.ts";
import { name, testOf } from "./shown.ts";

/** A relation that turns within groups, with both correlations. */
export const writeSimpson: KindWriter = (finding) => {
  const it = SimpsonFacts.parse(finding.facts);
  const test = testOf(finding, it.test);
  const { r_overall = 0, r_within = 0, groups = 0, agreeing_groups = 0 } = test.results;
  const [x, y, g] = [name(it.x), name(it.y), name(it.group)];
  const way = (r: number): string => (r > 0 ? "higher" : "lower");
  return {
    title: `Over all rows ${y} is ${way(r_overall)} where ${x} is higher, but within each ${g} it is ${way(r_within)}`,
    summary: `The correlation is ${round(r_overall)} among ${formatCount(test.n)} rows and ${round(r_within)} within the groups of ${g}, with that sign in ${formatCount(agreeing_groups)} of ${formatCount(groups)} groups. The groups differ in both columns.`,
    next_steps: [
      `Compare ${x} and ${y} within the same ${g}; do not decide from the figure over all rows.`,
      `Ask why ${g} differs in ${x}.`,
    ],
  };
};

const round = (r: number): string => String(Number(r.toFixed(2)));
