import { DateOrderFacts } from "../../detect/cross/inconsistent/date-order.ts";
import { DayMonthFacts } from "../../detect/cross/inconsistent/day-month-order.ts";
import { OddDateFacts } from "../../detect/cross/inconsistent/odd-dates.ts";
import { formatCount, formatPeriod } from "../format.ts";
import type { KindWriter } from "../writer.ts";
import { name, numberOf, shown, testOf } from "./shown.ts";

export const writeDateOrder: KindWriter = (finding) => {
  const it = DateOrderFacts.parse(finding.facts);
  const [start, end] = [name(it.start), name(it.end)];
  return {
    title: `${end} is before ${start} in ${shown(finding, it.count)} rows (${shown(finding, it.share)})`,
    summary: `${shown(finding, it.count)} of ${shown(finding, it.rows)} rows with both dates have them in an order that cannot be. Durations from ${start} to ${end} are negative there.`,
    next_steps: [
      `Check these rows at the source: swapped dates, or a wrong year.`,
      `Leave them out of any duration until then.`,
    ],
  };
};

export const writeOddDates: KindWriter = (finding) => {
  const it = OddDateFacts.parse(finding.facts);
  const column = name(it.column);
  const one = numberOf(finding, it.count) === 1;
  const day = (iso: string): string => formatPeriod(iso.slice(0, 10), "day");
  const bound = one ? "is" : it.side === "after" ? "are from" : "are up to";
  return {
    title: `${shown(finding, it.count)} ${one ? "date" : "dates"} in ${column} ${bound} ${day(it.edge)}, while the rest ${it.side === "after" ? "ends" : "begins"} on ${day(it.rest)}`,
    summary: `${shown(finding, it.count)} of ${shown(finding, it.rows)} rows lie beyond a gap longer than all the other dates together. Any chart over ${column} is stretched by ${one ? "it" : "them"}.`,
    next_steps: ["Correct the year at the source, or read these dates as unknown."],
  };
};

export const writeDayMonth: KindWriter = (finding) => {
  const it = DayMonthFacts.parse(finding.facts);
  const column = name(it.column);
  const {
    day_first_count = 0,
    month_first_count = 0,
    either_count = 0,
    numeric_count = 0,
  } = testOf(finding, it.test).results;
  if (it.how === "mixed") {
    return {
      title: `${column} mixes day first and month first: ${formatCount(day_first_count)} dates can only be one, ${formatCount(month_first_count)} only the other`,
      summary: `Of ${formatCount(numeric_count)} dates in numbers, ${formatCount(either_count)} can be read both ways, so nobody can tell their month. Everything over time rests on a guess there.`,
      next_steps: [
        `Ask the owner of the source to write ${column} as year-month-day.`,
        `Do not compare months of ${column} until then.`,
      ],
    };
  }
  return {
    title: `No date in ${column} tells whether the day or the month comes first`,
    summary: `${formatCount(either_count)} of ${formatCount(numeric_count)} dates can be read both ways and none settles it. The order was taken from what is usual.`,
    next_steps: [`Ask the owner of the source which order ${column} has.`],
  };
};
