import { ImpossibleFacts } from "../../detect/cross/inconsistent/impossible-values.ts";
import { ScaleSlipFacts } from "../../detect/cross/inconsistent/scale-slips.ts";
import { SentinelFacts } from "../../detect/cross/inconsistent/sentinels.ts";
import { TotalFacts } from "../../detect/cross/inconsistent/totals.ts";
import { formatCount, formatNumber, formatPeriod, formatShare } from "../format.ts";
import type { KindWriter } from "../writer.ts";
import { name, numberOf, shown, testOf } from "./shown.ts";

export const writeImpossible: KindWriter = (finding) => {
  const it = ImpossibleFacts.parse(finding.facts);
  const column = name(it.column);
  const one = numberOf(finding, it.count) === 1;
  const count = `${shown(finding, it.count)} ${one ? "value" : "values"} of ${column}`;
  const verb = one ? "is" : "are";
  const limit = it.limit ?? 0;
  const said = {
    negative: `${count} ${verb} negative`,
    over_whole: `${count} ${verb} above ${limit === 1 ? "100%" : formatNumber(limit)}`,
    off_globe: `${count} ${verb} outside the globe`,
    invalid: `${count} cannot be read as a ${it.type}`,
  }[it.rule];
  const noun = it.statistic === "sum" ? "total" : "mean";
  const effect =
    it.all && it.without
      ? ` The ${noun} is ${shown(finding, it.all)} with ${one ? "it" : "them"} and ${shown(finding, it.without)} without.`
      : "";
  return {
    title: `${said} (${shown(finding, it.share)})`,
    summary: `${shown(finding, it.count)} of ${shown(finding, it.rows)} rows with ${column} ${one ? "breaks" : "break"} what nearly all others keep to.${effect}`,
    next_steps: [
      it.rule === "negative"
        ? `Find out whether these are returns or corrections, or slips.`
        : "Check these rows at the source.",
      `Leave them out of figures on ${column} until then.`,
    ],
  };
};

export const writeSentinel: KindWriter = (finding) => {
  const it = SentinelFacts.parse(finding.facts);
  const column = name(it.column);
  const value = typeof it.value === "number" ? formatNumber(it.value) : formatPeriod(it.value, "day");
  const near = it.nearest ? `, far from the rest, which ends at ${shown(finding, it.nearest)}` : "";
  const effect =
    it.all && it.without
      ? ` The mean is ${shown(finding, it.all)} with them and ${shown(finding, it.without)} without.`
      : "";
  return {
    title: `${column} is ${value} in ${shown(finding, it.count)} rows (${shown(finding, it.share)}), which looks like a stand-in for unknown`,
    summary: `${shown(finding, it.count)} of ${shown(finding, it.rows)} rows have the same value${near}.${effect}`,
    next_steps: [
      `Ask the owner of the source what ${column} ${value} means.`,
      `If it means unknown, read it as missing in every figure.`,
    ],
  };
};

export const writeTotals: KindWriter = (finding) => {
  const it = TotalFacts.parse(finding.facts);
  const test = testOf(finding, it.test);
  const total = name(it.total);
  const formula = it.parts.map(name).join(it.op === "product" ? " × " : it.op === "sum" ? " + " : " / ");
  const { wrong_rows = 0, wrong_share = 0, gap = 0 } = test.results;
  return {
    title: `${total} is not ${formula} in ${formatCount(wrong_rows)} rows (${formatShare(wrong_share)})`,
    summary: `In all other of the ${shown(finding, it.rows)} rows with these columns it comes out. In these ${formatCount(wrong_rows)} rows ${total} is off by ${formatNumber(Math.abs(gap))} in sum.`,
    next_steps: [
      `Check these rows: a discount, a tax, or a slip in one of ${it.parts.map(name).join(" and ")}.`,
      `Decide which column counts before summing ${total}.`,
    ],
  };
};

export const writeScaleSlip: KindWriter = (finding) => {
  const it = ScaleSlipFacts.parse(finding.facts);
  const column = name(it.column);
  const bound = it.side === "high" ? "start at" : "end at";
  return {
    title: `${shown(finding, it.count)} values of ${column} (${shown(finding, it.share)}) are on another scale: they ${bound} ${shown(finding, it.nearest)}, the rest ${it.side === "high" ? "ends" : "starts"} at ${shown(finding, it.rest)}`,
    summary: `The mean is ${shown(finding, it.all)} with them and ${shown(finding, it.without)} without. Such a gap points to a lost decimal point or another unit.`,
    next_steps: [
      `Check how ${column} was exported: a decimal comma or a mark between digits read the wrong way.`,
      `Mend these rows before any figure on ${column}.`,
    ],
  };
};
