import { Grain } from "@plumbline/contracts";
import { LevelShiftFacts } from "../../detect/time/level-shift.ts";
import { formatPeriod, formatValue } from "../format.ts";
import type { KindWriter } from "../writer.ts";
import { amountOf, comparisonOf } from "./evidence-values.ts";
import { changed, during, inside, leadUp, percentage } from "./phrases.ts";

/** "sales fell 18% in March 2017 and stayed there (...)", or a trend that turned. */
export const writeLevelShift: KindWriter = (finding) => {
  const facts = LevelShiftFacts.parse(finding.facts);
  const { ids, name } = facts;
  const [before, after] = [amountOf(finding, ids.before), amountOf(finding, ids.after)];
  const change = comparisonOf(finding, ids.change).value;
  const rose = change > 0;
  const at = formatPeriod(facts.at, Grain.parse(facts.grain));
  const until = facts.until === null ? undefined : formatPeriod(facts.until, Grain.parse(facts.grain));
  const size = `${formatValue(before.value, before.unit)} -> ${formatValue(after.value, after.unit)}`;
  const verb = changed(change, before, after, name);
  const more = percentage(change, before, after, name);
  const compared = `${formatValue(after.value, after.unit)} ${during(facts.after)} against ${formatValue(before.value, before.unit)} ${during(facts.before)}${more && `, ${more}`}`;
  if (facts.shape === "turn" && ids.middle) {
    const start = amountOf(finding, ids.middle);
    const was = before.value > start.value ? "rose" : "fell";
    const ends = `${formatValue(before.value, before.unit)} ${during(facts.before)}`;
    return {
      title: `${leadUp(name)} ${was} to ${ends}, then ${verb} to ${formatValue(after.value, after.unit)} ${during(facts.after)}`,
      summary: `${leadUp(name)} was ${formatValue(start.value, start.unit)} ${during(facts.start ?? facts.before)}, ${ends} and ${formatValue(after.value, after.unit)} ${during(facts.after)}. The direction turns around ${at}.`,
      next_steps: [
        `Find out what changed around ${at} for ${inside(name)}.`,
        `Base forecasts of ${inside(name)} on the time since ${at}, not on the whole series.`,
      ],
    };
  }
  return {
    title: `${leadUp(name)} ${verb} ${during(at)} and ${until ? `stayed there until ${until}` : "has stayed there"} (${size})`,
    summary: `${leadUp(name)} changed level ${during(at)}: ${compared}. It ${rose ? "rose" : "fell"} at once, not bit by bit.`,
    next_steps: [
      `Ask what changed ${during(at)}: a price, a policy, a source, or the way ${inside(name)} is recorded.`,
      `Do not average over the change ${during(at)}: before and after are different levels.`,
    ],
  };
};
