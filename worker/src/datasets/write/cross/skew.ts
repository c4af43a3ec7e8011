import { SkewFacts } from "../../detect/cross/skew.ts";
import type { KindWriter } from "../writer.ts";
import { name, numberOf, shown } from "./shown.ts";

/** A total that hangs on few rows, and the mean that hides it. */
export const writeSkew: KindWriter = (finding) => {
  const it = SkewFacts.parse(finding.facts);
  const column = name(it.column);
  return {
    title: `${shown(finding, it.share_of_rows)} of the rows hold ${shown(finding, it.share)} of ${column}`,
    summary: `These are the ${shown(finding, it.top_rows)} largest of ${shown(finding, it.rows)} rows. The mean of ${column} is ${shown(finding, it.mean)}, the median ${shown(finding, it.median)}: the mean tells little of the usual row.`,
    // A median of nothing helps nobody beside the total, and a logarithmic scale has no place for it.
    next_steps:
      numberOf(finding, it.median) > 0
        ? [`Report the median of ${column} beside its total.`, `Use a logarithmic scale in charts of ${column}.`]
        : [`Look at these rows one by one: the usual row has no ${column}.`],
  };
};
