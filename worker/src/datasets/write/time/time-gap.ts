import { GapFacts } from "../../detect/time/time-gap.ts";
import { formatCount } from "../format.ts";
import type { KindWriter } from "../writer.ts";
import { amountOf, testOf } from "./evidence-values.ts";
import { during } from "./phrases.ts";

/** "No rows from 3 to 18 March 2017 (16 days); the 16 days before have 412". */
export const writeTimeGap: KindWriter = (finding) => {
  const facts = GapFacts.parse(finding.facts);
  const { column, grain, span, beside, beside_is, ids } = facts;
  const periods = testOf(finding, ids.test).results.periods ?? 0;
  const earlier = amountOf(finding, ids.beside).value;
  const length = `${formatCount(periods)} ${grain}${periods === 1 ? "" : "s"}`;
  return {
    title: `There are no rows ${during(span)} (${length} without a row)`,
    summary: `${column} has no row ${during(span)}. The stretch of the same length ${beside_is} it, ${beside}, has ${formatCount(earlier)} ${earlier === 1 ? "row" : "rows"}. Totals over this time are too low if data are missing.`,
    next_steps: [
      `Ask the owner of the source whether nothing happened ${during(span)} or rows are missing.`,
      "Load the missing rows, or leave the gap out of comparisons.",
    ],
  };
};
