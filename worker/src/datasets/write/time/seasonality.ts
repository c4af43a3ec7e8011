import { SeasonFacts } from "../../detect/time/seasonality.ts";
import { formatShare, formatValue } from "../format.ts";
import { list } from "../list.ts";
import type { KindWriter } from "../writer.ts";
import { seriesOf, testOf } from "./evidence-values.ts";
import { during, inside, leadUp } from "./phrases.ts";

const cycle = { hour_of_day: "day", day_of_week: "week", month_of_year: "year" };

/** "sales peaks in November: 15.3% of the year's total, February has 2.6%". */
export const writeSeasonality: KindWriter = (finding) => {
  const facts = SeasonFacts.parse(finding.facts);
  const { name, phase, high, low, span, ids } = facts;
  const series = seriesOf(finding, ids.series);
  const unit = series.unit ?? { kind: "number" as const };
  const value = (group: string): number => series.points.find((point) => point.group === group)?.value ?? 0;
  const shares = finding.evidence.flatMap((e) => (e.kind === "comparison" ? [e.value] : []));
  const [top, bottom] = shares;
  const strength = testOf(finding, ids.test).results.strength ?? 0;
  const on = phase === "day_of_week" ? "on" : phase === "hour_of_day" ? "at" : "in";
  const label = phase === "day_of_week" ? (g: string) => `${g}s` : (g: string) => g;
  const [a, b] = [formatValue(value(high), unit), formatValue(value(low), unit)];
  const told =
    facts.additive && top !== undefined && bottom !== undefined
      ? {
          title: `${leadUp(name)} peaks ${on} ${label(high)} with ${formatShare(top)} of the total; ${label(low)} ${plural(phase) ? "have" : "has"} ${formatShare(bottom)}`,
          detail: `${label(high)} ${plural(phase) ? "add" : "adds"} up to ${a} and ${label(low)} to ${b} ${during(span)}.`,
        }
      : {
          title: `${leadUp(name)} is highest ${on} ${label(high)} (${a}) and lowest ${on} ${label(low)} (${b})`,
          detail: `${capital(during(span))}, ${inPhase(phase)} differ again and again: ${a} ${on} ${label(high)}, ${b} ${on} ${label(low)}.`,
        };
  const few = facts.thin.slice(0, 2);
  const thin =
    few.length > 0
      ? ` ${list(few.map(label))} ${few.length > 1 || plural(phase) ? "have" : "has"} too few rows to say.`
      : "";
  return {
    title: told.title,
    summary: `${told.detail} The season explains ${formatShare(strength)} of what the trend leaves.${thin}`,
    next_steps: [
      `Compare ${inside(name)} with the same part of the ${cycle[phase]} before, not with the period before.`,
      `Ask what makes ${label(high)} differ from ${label(low)}, and plan for it.`,
    ],
  };
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const plural = (phase: string): boolean => phase === "day_of_week";
const inPhase = (phase: string): string =>
  phase === "day_of_week" ? "weekdays" : phase === "hour_of_day" ? "hours of the day" : "months";
