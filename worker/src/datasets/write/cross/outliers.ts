import { OutlierFacts } from "../../detect/cross/outliers.ts";
import { formatCount, formatShare } from "../format.ts";
import { list } from "../list.ts";
import type { KindWriter } from "../writer.ts";
import { name, numberOf, shown } from "./shown.ts";

/** "3 values of price lie apart from the rest: 9,800 to 12,000, where the rest ends at 120". */
export const writeOutliers: KindWriter = (finding) => {
  const { column, sides, statistic, all, without, total_rows } = OutlierFacts.parse(finding.facts);
  const named = name(column);
  const parts = sides.map((side) => {
    const [near, far] = [shown(finding, side.nearest), shown(finding, side.farthest)];
    const range = near === far ? near : side.side === "high" ? `${near} to ${far}` : `${far} to ${near}`;
    return {
      count: numberOf(finding, side.rows),
      text: `${range}, where the rest ends at ${shown(finding, side.rest)}`,
    };
  });
  const counts = list(parts.map((part) => formatCount(part.count)));
  const one = parts.length === 1 && parts[0]?.count === 1;
  const noun = statistic === "sum" ? "total" : "mean";
  const [before, after] = [numberOf(finding, all), numberOf(finding, without)];
  const change = before === 0 ? 0 : (after - before) / Math.abs(before);
  const size =
    Math.abs(change) >= 0.0005 && Math.abs(change) < 10
      ? ` (${formatShare(Math.abs(change))} ${change > 0 ? "more" : "less"})`
      : "";
  const effect =
    shown(finding, all) === shown(finding, without)
      ? `The ${noun} is ${shown(finding, all)} with and without ${one ? "it" : "them"}.`
      : `The ${noun} is ${shown(finding, all)} with ${one ? "it" : "them"} and ${shown(finding, without)} without${size}.`;
  return {
    title: `${counts} ${one ? "value" : "values"} of ${named} ${one ? "lies" : "lie"} apart from the rest: ${parts.map((p) => p.text).join("; ")}`,
    summary: `${counts} of ${shown(finding, total_rows)} rows ${one ? "is" : "are"} beyond a gap that even a heavy tail does not have. ${effect}`,
    next_steps: [
      `Check ${one ? "this row" : "these rows"} at the source: a slip of the decimal point, another unit, or a real exception.`,
      `Until then report ${named} with the median, or without ${one ? "it" : "them"}.`,
    ],
  };
};
