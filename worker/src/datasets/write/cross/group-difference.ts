import { FlagSplitFacts } from "../../detect/cross/flag-split.ts";
import { DifferenceFacts } from "../../detect/cross/group-difference.ts";
import { SignFlipFacts } from "../../detect/cross/sign-flip.ts";
import { formatShare, formatValue } from "../format.ts";
import { either, list } from "../list.ts";
import type { KindWriter } from "../writer.ts";
import { bare, fitting, group, is, isWhole, name, shown, testOf } from "./shown.ts";

/** Differences between groups, in the words of their shape: means, shares, a threshold, or a total that turns its sign. */
export const writeGroupDifference: KindWriter = (finding) => {
  switch (finding.facts.shape) {
    case "sign_flip":
      return signFlip(finding);
    case "flag_split":
      return flagSplit(finding);
    default:
      return groups(finding);
  }
};

const signFlip: KindWriter = (finding) => {
  const it = SignFlipFacts.parse(finding.facts);
  const [outcome, driver] = [name(it.outcome), name(it.driver)];
  const [loss, rest] = [shown(finding, it.loss.sum), shown(finding, it.rest.sum)];
  const labels = it.groups.map((g) => bare(it.driver, g.label));
  const bound = it.side === "above" ? "above" : "at most";
  const limit = it.threshold === null ? "" : `${bound} ${formatValue(it.threshold, it.driver_unit)}`;
  const where = it.threshold === null ? `${driver} is ${either(labels)}` : `${driver} is ${limit}`;
  const have = it.threshold === null ? `have ${driver} ${either(labels)}` : `have ${driver} ${limit}`;
  const parts =
    it.groups.length > 1
      ? ` ${it.groups.map((g) => `${bare(it.driver, g.label)}: ${shown(finding, g.sum)}`).join("; ")}.`
      : "";
  const within = it.within
    ? ` ${group(it.within.column, it.within.label)} has ${shown(finding, it.within.sum)} of it.`
    : "";
  const start = it.within ? `, starting with ${group(it.within.column, it.within.label)}` : "";
  return {
    title: `${outcome} totals ${loss} where ${where}, against ${rest} for the rest`,
    summary: `${shown(finding, it.loss.rows)} of ${shown(finding, it.total_rows)} rows (${shown(finding, it.share_of_rows)}) ${have}. They lose ${formatShare(Math.abs(shareOf(finding, it.share_of_gain)))} of what the rest earns.${parts}${within}`,
    next_steps:
      it.threshold === null
        ? [`Check prices, costs and terms in ${list(labels)}, and decide whether to go on there.`]
        : [
            `Check who may set ${driver} ${limit}${start}.`,
            `Compare prices and costs of these rows with the rest before a rule is changed.`,
          ],
  };
};

function shareOf(finding: Parameters<KindWriter>[0], id: string): number {
  const found = finding.evidence.find((one) => one.id === id);
  return found?.kind === "comparison" ? found.value : 0;
}

const flagSplit: KindWriter = (finding) => {
  const it = FlagSplitFacts.parse(finding.facts);
  const threshold = formatValue(it.threshold, it.driver_unit);
  const driver = name(it.driver);
  const up = shareOf(finding, it.above.share) > shareOf(finding, it.below.share);
  const [high, low] = up ? [it.above, it.below] : [it.below, it.above];
  const limit = isWhole(it.driver)
    ? `${driver} ${up ? "above" : "of at most"} ${threshold}`
    : `${up ? "high" : "low"} ${driver}`;
  return {
    title: `${is(it.outcome, it.value)} in ${shown(finding, high.share)} of the rows with ${limit}, against ${shown(finding, low.share)} of the rest`,
    summary: `That is ${shown(finding, high.hits)} of ${shown(finding, high.rows)} rows, against ${shown(finding, low.hits)} of ${shown(finding, low.rows)}. The threshold is the one that separates best; it describes these rows only.`,
    next_steps: [
      isWhole(it.driver)
        ? `Ask the people who know ${driver} whether ${threshold} is a limit they expect.`
        : `Ask the people who know ${driver} whether they expect this.`,
      `Test the threshold on newer data before acting on it.`,
    ],
  };
};

const groups: KindWriter = (finding) => {
  const it = DifferenceFacts.parse(finding.facts);
  const outcome = name(it.outcome);
  const [high, low] = [shown(finding, it.high.value), shown(finding, it.low.value)];
  const [a, b] = [group(it.group, it.high.label), bare(it.group, it.low.label)];
  const rows = `${shown(finding, it.high.rows)} and ${shown(finding, it.low.rows)}`;
  const shares =
    it.share_of_total && it.share_of_rows
      ? ` ${bare(it.group, it.high.label)} has ${shown(finding, it.share_of_rows)} of the rows and ${shown(finding, it.share_of_total)} of the total.`
      : "";
  const explained = formatShare(testOf(finding, it.test).results.rank_variance_share ?? 0);
  return {
    title: fitting(
      it.value === null
        ? `${outcome} averages ${high} for ${a}, against ${low} for ${b}`
        : `${is(it.outcome, it.value)} in ${high} of the rows with ${a}, against ${low} with ${b}`,
      it.value === null
        ? `${outcome} averages ${high} for ${a}`
        : `${is(it.outcome, it.value)} in ${high} of the rows with ${a}`,
      `${outcome} differs between the values of ${name(it.group)}`,
    ),
    summary:
      it.high.hits && it.low.hits
        ? `That is ${shown(finding, it.high.hits)} of ${shown(finding, it.high.rows)} rows, against ${shown(finding, it.low.hits)} of ${shown(finding, it.low.rows)}. The groups may differ in more than ${name(it.group)}.`
        : `The groups have ${rows} rows.${shares} Over all groups, ${name(it.group)} goes with ${explained} of the rank variance of ${outcome}.`,
    next_steps: [
      `Report ${outcome} by ${name(it.group)}, rather than as an overall figure.`,
      `Ask what else differs between ${a} and ${b} before the gap is put down to ${name(it.group)}.`,
    ],
  };
};
