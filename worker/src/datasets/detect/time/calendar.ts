import type { Grain } from "@plumbline/contracts";
import {
  addPeriods,
  day,
  days_in,
  grains,
  hour,
  periodLabel,
  periodStart,
  periodsBetween,
} from "../statistics/periods.ts";
import type { Axis } from "./axis.ts";

/** A regular calendar of complete periods. */
export interface Calendar {
  grain: Grain;
  /** First moments of the periods. */
  starts: number[];
  /** First moment of the first period, and the first after the last one. */
  from: number;
  to: number;
  /** Labels of the incomplete first or last period left out. */
  dropped: string[];
  /** Share of the periods that have rows. */
  filled: number;
}

/** Periods a series may have to be read as a whole, by grain: beyond it the next grain says more. */
const most: Record<Grain, number> = { hour: 200, day: 130, week: 130, month: 200, quarter: 200, year: 10_000 };
export const fewest_periods = 8;

/**
 * The finest grain that is filled by the rows and short enough to be read. Where the ends are too thin for any, the middle
 * 98% or 95% of the rows are followed. Undefined when the rows are too sparse.
 */
export function fittingCalendar(axis: Axis): Calendar | undefined {
  return [0, 0.01, 0.025].reduce<Calendar | undefined>(
    (found, cut) => found ?? filledCalendar(middleOf(axis, cut)),
    undefined,
  );
}

/** The axis without the first and last `cut` of its rows. */
function middleOf(axis: Axis, cut: number): Axis {
  let seen = 0;
  const days = axis.days.filter((d) => {
    seen += d.rows;
    return seen > cut * axis.rows && seen - d.rows < (1 - cut) * axis.rows;
  });
  const [first, last] = [days[0]?.at, days.at(-1)?.at];
  return cut === 0 || first === undefined || last === undefined ? axis : { ...axis, days, first, last: last + day - 1 };
}

function filledCalendar(axis: Axis): Calendar | undefined {
  for (const grain of grains) {
    if (grain === "hour" && !axis.timed) continue;
    const span = axis.last - axis.first + day;
    if (span / (days_in[grain] * day) > most[grain] + 2) continue;
    // Two years of months tell seasons apart, which weeks cannot.
    if (grain === "week" && span >= 2 * 365 * day) continue;
    const calendar = calendarOf(axis, grain);
    if (calendar.starts.length < fewest_periods) return undefined;
    if (calendar.filled >= 0.85) return calendar;
  }
  return undefined;
}

/** The complete periods of a grain between the first and the last row. */
export function calendarOf(axis: Axis, grain: Grain): Calendar {
  const slack = Math.max(grain === "hour" ? 0.02 * hour : axis.step_days * day, 0.04 * days_in[grain] * day);
  const unit = grain === "hour" ? hour : day;
  let from = periodStart(axis.first, grain);
  let to = addPeriods(periodStart(axis.last, grain), grain, 1);
  const dropped: string[] = [];
  const [first, last] = [Math.floor(axis.first / unit) * unit, Math.floor(axis.last / unit) * unit];
  const hourly = grain === "hour" && axis.first % hour !== 0;
  if (first - from > slack || hourly) {
    dropped.push(periodLabel(from, grain));
    from = addPeriods(from, grain, 1);
  }
  if (
    to - last > Math.max(unit, slack) + (grain === "hour" ? 0 : 0.5 * day) ||
    (grain === "hour" && axis.last % hour !== 0)
  ) {
    to = periodStart(axis.last, grain);
    if (to > from) dropped.push(periodLabel(to, grain));
  }
  const starts = to > from ? periodsBetween(from, to, grain) : [];
  const full = new Set(axis.days.map((d) => periodStart(d.at, grain === "hour" ? "day" : grain)));
  const units = grain === "hour" ? periodsBetween(from, to, "day") : starts;
  const filled = units.length > 0 ? units.filter((at) => full.has(at)).length / units.length : 0;
  return { grain, starts, from, to, dropped, filled };
}
