import { DriverFacts } from "../../detect/time/change-driver.ts";
import { formatShare, formatValue } from "../format.ts";
import type { KindWriter } from "../writer.ts";
import { amountOf, comparisonOf } from "./evidence-values.ts";
import { changed, during, inside, leadUp } from "./phrases.ts";

/** "sales fell 18% from Q2 2017 to Q3 2017 (612,400 -> 502,100); 71% of the fall is region West". */
export const writeChangeDriver: KindWriter = (finding) => {
  const { name, by, category, before, after, ids } = DriverFacts.parse(finding.facts);
  const [low, high] = [amountOf(finding, ids.before), amountOf(finding, ids.after)];
  const [part_low, part_high] = [amountOf(finding, ids.part_before), amountOf(finding, ids.part_after)];
  const change = comparisonOf(finding, ids.change).value;
  const part = comparisonOf(finding, ids.part).value;
  const base = comparisonOf(finding, ids.base).value;
  const noun = change > 0 ? "rise" : "fall";
  const size = (a: typeof low, b: typeof low): string =>
    `${formatValue(a.value, a.unit)} -> ${formatValue(b.value, b.unit)}`;
  const plain = !`${before}${after}`.includes(" to ");
  const who = `${by} ${category}`;
  const share =
    part > 1 ? `${who} alone ${change > 0 ? "rose" : "fell"} by more` : `${formatShare(part)} of the ${noun} is ${who}`;
  const detail =
    part > 1 ? "The others together moved the other way." : `${who} makes ${formatShare(part)} of the ${noun}.`;
  return {
    title: plain
      ? `${leadUp(name)} ${changed(change, low, high, name)} from ${shortened(before, after)} to ${after} (${size(low, high)}); ${share}`
      : `${leadUp(name)} ${changed(change, low, high, name)} (${size(low, high)}), ${after} against ${before}; ${share}`,
    summary: `${who} went from ${formatValue(part_low.value, part_low.unit)} to ${formatValue(part_high.value, part_high.unit)}. ${detail} Before, it was ${formatShare(base)} of ${inside(name)}.`,
    next_steps: [
      `Ask who is responsible for ${who} what changed ${plain ? `between ${before} and ${after}` : during(after)}.`,
      `Check whether the rows of ${who} are complete in both periods.`,
    ],
  };
};

/** "Q2" of "Q2 2017" when what follows is "Q3 2017". */
function shortened(before: string, after: string): string {
  const [quarter, year] = before.split(" ");
  return /^Q\d \d{4}$/.test(before) && after.endsWith(` ${year}`) && /^Q\d \d{4}$/.test(after)
    ? (quarter ?? before)
    : before;
}
