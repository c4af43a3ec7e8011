import { formatPeriod } from "../../write/format.ts";
import { addPeriods, day, periodLabel, periodStart } from "../statistics/periods.ts";

/** A stretch of whole days as prose: "2017", "Q2 2017", "March 2017", "March to June 2017", "3 March to 9 April 2017". */
export function spanText(from: number, to: number): string {
  for (const grain of ["year", "quarter", "month", "week", "day"] as const)
    if (periodStart(from, grain) === from && addPeriods(from, grain, 1) === to)
      return grain === "week" ? days(from, to) : formatPeriod(periodLabel(from, grain), grain);
  const monthly = periodStart(from, "month") === from && periodStart(to, "month") === to;
  if (!monthly) return days(from, to);
  const [first, last] = [periodLabel(from, "month"), periodLabel(to - day, "month")];
  if (first.endsWith("-01") && last.endsWith("-12")) return `${first.slice(0, 4)} to ${last.slice(0, 4)}`;
  return joined(formatPeriod(first, "month"), formatPeriod(last, "month"));
}

function days(from: number, to: number): string {
  if (to - from < day) return `${formatPeriod(periodLabel(from, "hour"), "hour")}`;
  const [first, last] = [periodLabel(from, "day"), periodLabel(to - day, "day")];
  return first === last ? formatPeriod(first, "day") : joined(formatPeriod(first, "day"), formatPeriod(last, "day"));
}

/** "March 2017" and "June 2017" as "March to June 2017"; days of one month as "3 to 9 March 2017". */
function joined(first: string, last: string): string {
  const [a, b] = [first.split(" "), last.split(" ")];
  while (a.length > 1 && a.at(-1) === b.at(-1 - (first.split(" ").length - a.length))) a.pop();
  return `${a.join(" ")} to ${last}`;
}
