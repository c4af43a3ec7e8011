import { TrendFacts } from "../../detect/time/trend.ts";
import { formatValue } from "../format.ts";
import type { KindWriter } from "../writer.ts";
import { amountOf, comparisonOf, testOf } from "./evidence-values.ts";
import { changed, during, inside, leadUp, percentage } from "./phrases.ts";

/** "sales rose 51.4% from 2014 to 2017 ($484,247 -> $733,215)". */
export const writeTrend: KindWriter = (finding) => {
  const facts = TrendFacts.parse(finding.facts);
  const { ids, name, first, last } = facts;
  const [low, high] = [amountOf(finding, ids.first), amountOf(finding, ids.last)];
  const change = comparisonOf(finding, ids.change);
  const test = testOf(finding, ids.test);
  const size = `${formatValue(low.value, low.unit)} -> ${formatValue(high.value, high.unit)}`;
  const rose = change.value > 0;
  const plain = !`${first}${last}`.includes(" to ");
  const verb = changed(change.value, low, high, name);
  const slope = Math.abs(test.results.slope_per_period ?? 0);
  const steady = `The typical change is ${rose ? "+" : "-"}${formatValue(slope, low.unit)} per ${facts.grain}.`;
  const more = percentage(change.value, low, high, name);
  return {
    title: plain
      ? `${leadUp(name)} ${verb} from ${first} to ${last} (${size})`
      : `${leadUp(name)} ${verb} (${size}), comparing ${first} with ${last}`,
    summary: `${leadUp(name)} ${facts.additive && name === finding.columns[0] ? "came to" : "was"} ${formatValue(low.value, low.unit)} ${during(first)} and ${formatValue(high.value, high.unit)} ${during(last)}${more && `, ${more}`}. ${steady}`,
    next_steps: facts.additive
      ? [
          `Compare ${last} with the plan for ${inside(name)}; ask its owner what drives the ${rose ? "rise" : "fall"}.`,
          `Split ${inside(name)} by the main categories to see whether all of them ${rose ? "rise" : "fall"}.`,
        ]
      : [
          `Ask what is behind the ${rose ? "rise" : "fall"}: other values, or other kinds of rows.`,
          `Use a recent level of ${inside(name)} for comparisons, not the mean over all rows.`,
        ],
  };
};
