import { DuplicateFacts } from "../../detect/cross/duplicates.ts";
import { formatPeriod } from "../format.ts";
import type { KindWriter } from "../writer.ts";
import { group, name, numberOf, shown } from "./shown.ts";

/** Repeated rows, what they add to a total, and where they are. */
export const writeDuplicates: KindWriter = (finding) => {
  const it = DuplicateFacts.parse(finding.facts);
  const one = numberOf(finding, it.repeats) === 1;
  const place = it.within
    ? /^\d{4}-\d\d-\d\d$/.test(it.within.label)
      ? `of ${formatPeriod(it.within.label, "day")} (${name(it.within.column)})`
      : `with ${group(it.within.column, it.within.label)}`
    : "";
  const where = it.within
    ? it.within.all
      ? `, all ${place}`
      : `, ${shown(finding, it.within.count)} of them ${place}`
    : "";
  const sum = it.affected
    ? ` They hold ${shown(finding, it.affected.sum)} of ${name(it.affected.column)}, ${shown(finding, it.affected.share)} of its total.`
    : "";
  return {
    title: `${shown(finding, it.repeats)} ${one ? "row repeats" : "rows repeat"} an earlier row in every column (${shown(finding, it.share)})${where}`,
    summary: `${shown(finding, it.repeats)} of ${shown(finding, it.rows)} rows ${one ? "is equal" : "are equal"} to an earlier row in every cell.${sum}`,
    next_steps: [
      "Ask the owner of the export whether a part was loaded again.",
      "Remove the repeats before anything is summed, unless equal rows can be real.",
    ],
  };
};
