import { ConcentrationFacts } from "../../detect/cross/concentration.ts";
import { formatValue } from "../format.ts";
import type { KindWriter } from "../writer.ts";
import { bare, name, shown, testOf } from "./shown.ts";

/** "12 of the 1,850 values of customer hold 50.2% of sales". */
export const writeConcentration: KindWriter = (finding) => {
  const it = ConcentrationFacts.parse(finding.facts);
  const entity = name(it.entity);
  const what = it.amount === null ? "the rows" : name(it.amount);
  const gini = testOf(finding, it.test).results.gini ?? 0;
  const [top, share] = [shown(finding, it.top_count), shown(finding, it.share)];
  const first = bare(it.entity, it.first.label);
  const sums = `${shown(finding, it.top_total)} of ${shown(finding, it.all_total)}`;
  const whose =
    top === "1"
      ? `That is ${first}, with ${sums}.`
      : `Together they have ${sums}. ${first} alone has ${shown(finding, it.first.share)}.`;
  return {
    title: `${top} of the ${shown(finding, it.all_count)} values of ${entity} ${top === "1" ? "holds" : "hold"} ${share} of ${what}`,
    summary: `${whose} The Gini coefficient over ${entity} is ${formatValue(gini)}.`,
    next_steps: [
      `Look at ${top === "1" ? "it on its own" : `these ${top} on their own`}; for the others a figure over all of them is enough.`,
      `Work out what the loss of the largest would mean for ${what}.`,
    ],
  };
};
