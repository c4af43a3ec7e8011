import type { Grain, Phase } from "@plumbline/contracts";

/*
 * Period labels, the `group` strings of series and charts: year `2017`, quarter `2017-Q2`, month `2017-03`, ISO week
 * `2017-W09`, day `2017-03-02`, hour `2017-03-02T14`. Phases: `Monday`, `November`, `14:00`. All of them are UTC.
 */

export const hour = 3_600_000;
export const day = 24 * hour;

/** Grains from fine to coarse. */
export const grains: readonly Grain[] = ["hour", "day", "week", "month", "quarter", "year"];

/** Average length of a period, in days. */
export const days_in: Record<Grain, number> = {
  hour: 1 / 24,
  day: 1,
  week: 7,
  month: 30.436875,
  quarter: 91.310625,
  year: 365.2425,
};

/** Milliseconds since 1970 of ISO text without zone, read as UTC: `2017-03-02`, `2017-03-02 14:05:00`, with a `T` too. */
export function time(iso: string): number {
  const text = iso.trim().replace(" ", "T");
  return Date.parse(text.includes("T") ? `${text.replace(/(Z|\+00(:?00)?)$/, "")}Z` : `${text}T00:00:00Z`);
}

/** ISO text without zone, the form filters carry: `2017-03-02`, or `2017-03-02T14:00:00` when it is not midnight. */
export function iso(at: number): string {
  const text = new Date(at).toISOString();
  return text.endsWith("T00:00:00.000Z") ? text.slice(0, 10) : text.slice(0, 19);
}

/** The first moment of the period that holds `at`. Weeks start on Monday. */
export function periodStart(at: number, grain: Grain): number {
  const date = new Date(at);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  if (grain === "hour") return Math.floor(at / hour) * hour;
  const midnight = Math.floor(at / day) * day;
  if (grain === "day") return midnight;
  if (grain === "week") return midnight - ((date.getUTCDay() + 6) % 7) * day;
  const first = new Date(0);
  first.setUTCFullYear(year, grain === "year" ? 0 : grain === "quarter" ? month - (month % 3) : month, 1);
  return first.getTime();
}

/** The first moment of the period `steps` after the one that starts at `start`. */
export function addPeriods(start: number, grain: Grain, steps: number): number {
  if (grain === "hour") return start + steps * hour;
  if (grain === "day") return start + steps * day;
  if (grain === "week") return start + steps * 7 * day;
  const date = new Date(start);
  date.setUTCMonth(date.getUTCMonth() + steps * (grain === "month" ? 1 : grain === "quarter" ? 3 : 12));
  return date.getTime();
}

/** The label of the period that holds `at`. */
export function periodLabel(at: number, grain: Grain): string {
  const text = new Date(at).toISOString();
  if (grain === "year") return text.slice(0, 4);
  if (grain === "quarter") return `${text.slice(0, 4)}-Q${Math.floor(new Date(at).getUTCMonth() / 3) + 1}`;
  if (grain === "month") return text.slice(0, 7);
  if (grain === "day") return text.slice(0, 10);
  if (grain === "hour") return text.slice(0, 13);
  // An ISO week belongs to the year that has its Thursday.
  const thursday = periodStart(at, "week") + 3 * day;
  const year = new Date(thursday).getUTCFullYear();
  const week = 1 + Math.round((periodStart(thursday, "week") - periodStart(Date.UTC(year, 0, 4), "week")) / (7 * day));
  return `${year}-W${String(week).padStart(2, "0")}`;
}

/** Starts of the periods from the one at `from` to the last one that starts before `to`. */
export function periodsBetween(from: number, to: number, grain: Grain): number[] {
  const starts: number[] = [];
  const first = periodStart(from, grain);
  for (let i = 0, at = first; at < to; at = addPeriods(first, grain, ++i)) starts.push(at);
  return starts;
}

const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const months = [
  ["January", "February", "March", "April", "May", "June"],
  ["July", "August", "September", "October", "November", "December"],
].flat();
const hours = Array.from({ length: 24 }, (_, i) => `${String(i).padStart(2, "0")}:00`);

/** The labels of a phase in calendar order. */
export const phases: Record<Phase, readonly string[]> = {
  hour_of_day: hours,
  day_of_week: weekdays,
  month_of_year: months,
};

/** The grain whose periods fall into the phases. */
export const phase_grain: Record<Phase, Grain> = { hour_of_day: "hour", day_of_week: "day", month_of_year: "month" };

/** Which phase `at` falls in: 0 is midnight, Monday or January. */
export function phaseIndex(at: number, phase: Phase): number {
  const date = new Date(at);
  if (phase === "hour_of_day") return date.getUTCHours();
  return phase === "day_of_week" ? (date.getUTCDay() + 6) % 7 : date.getUTCMonth();
}
