import { SpikeFacts } from "../../detect/time/spike.ts";
import { formatPeriod, formatValue } from "../format.ts";
import type { KindWriter } from "../writer.ts";
import { amountOf, comparisonOf, testOf } from "./evidence-values.ts";
import { during, inside, leadUp } from "./phrases.ts";

/** "sales dropped in March 2017 to 4,520 where about 14,499 was usual". */
export const writeSpike: KindWriter = (finding) => {
  const { name, at, grain, ids } = SpikeFacts.parse(finding.facts);
  const { value, unit } = amountOf(finding, ids.value);
  const test = testOf(finding, ids.test);
  const expected = test.results.expected ?? 0;
  const ratio = comparisonOf(finding, ids.ratio);
  const when = formatPeriod(at, grain);
  const up = value > expected;
  const times =
    up && ratio.value >= 1.5 && ratio.value < 100 ? `, ${formatValue(ratio.value, ratio.unit)} as much` : "";
  return {
    title: `${leadUp(name)} ${up ? "spiked" : "dropped"} to ${formatValue(value, unit)} ${during(when)}; about ${formatValue(expected, unit)} was usual`,
    summary: `${leadUp(name)} was ${formatValue(value, unit)} ${during(when)} where the periods around it suggest ${formatValue(expected, unit)}${times}. That is ${formatValue(Math.abs(test.statistic))} robust standard deviations off.`,
    next_steps: [
      `Look at the rows of ${when}: ${up ? "a one-off, a repeated import or a real peak" : "missing rows, a failed import or a real drop"}.`,
      `Leave ${when} out when ${inside(name)} is forecast, if it was a one-off.`,
    ],
  };
};
