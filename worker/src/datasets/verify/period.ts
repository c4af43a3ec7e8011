import type { Grain } from "@plumbline/contracts";

/** A stretch of the calendar as prose names it; fields that prose leaves out ("2 March") are absent. UTC, months from 1. */
export interface Period {
  year?: number;
  quarter?: number;
  month?: number;
  week?: number;
  day?: number;
  hour?: number;
  minute?: number;
}

/** A stretch of the calendar in evidence: `[start, end)` in milliseconds since 1970, UTC. */
export interface Span {
  start: number;
  end: number;
}

const day_ms = 86_400_000;

/** The span of a group string (`2017`, `2017-Q2`, `2017-03`, `2017-W09`, `2017-03-02`, `2017-03-02T14`); undefined for others. */
export function spanOfGroup(group: string): Span | undefined {
  const year = Number(group.slice(0, 4));
  const rest = group.slice(4);
  if (!/^\d{4}$/.test(group.slice(0, 4))) return undefined;
  if (rest === "") return months(year, 1, 12);
  const quarter = /^-Q([1-4])$/.exec(rest);
  if (quarter) return months(year, Number(quarter[1]) * 3 - 2, 3);
  const week = /^-W(\d{2})$/.exec(rest);
  if (week) {
    const start = firstMonday(year) + (Number(week[1]) - 1) * 7 * day_ms;
    return { start, end: start + 7 * day_ms };
  }
  const month = /^-(\d{2})$/.exec(rest);
  if (month) return months(year, Number(month[1]), 1);
  const instant = isoInstant(group);
  return instant === undefined ? undefined : { start: instant, end: instant + (rest.length > 6 ? 3_600_000 : day_ms) };
}

/** Milliseconds of an ISO date or date and time without zone; undefined when the text is neither. */
export function isoInstant(text: string): number | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2})(?::(\d{2})(?::(\d{2})(?:\.\d+)?)?)?Z?)?$/.exec(text);
  if (!parts) return undefined;
  const [year = 0, month = 1, date = 1, hour = 0, minute = 0, second = 0] = parts.slice(1).map((x) => Number(x ?? 0));
  const ms = Date.UTC(year, month - 1, date, hour, minute, second);
  return Number.isNaN(ms) ? undefined : ms;
}

const months = (year: number, month: number, length: number): Span => ({
  start: Date.UTC(year, month - 1, 1),
  end: Date.UTC(year, month - 1 + length, 1),
});

/** Monday of ISO week 1: the week that has the year's 4 January. */
function firstMonday(year: number): number {
  const fourth = Date.UTC(year, 0, 4);
  return fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * day_ms;
}

/** The ISO week-numbering year and week of an instant. */
export function isoWeek(ms: number): { year: number; week: number } {
  const thursday = new Date(ms + (3 - ((new Date(ms).getUTCDay() + 6) % 7)) * day_ms);
  const year = thursday.getUTCFullYear();
  return { year, week: Math.floor((ms - firstMonday(year)) / (7 * day_ms)) + 1 };
}

/** The group string of the period of that grain in which an instant lies. */
export function groupOf(ms: number, grain: Grain): string {
  const iso = new Date(ms).toISOString();
  if (grain === "year") return iso.slice(0, 4);
  if (grain === "quarter") return `${iso.slice(0, 4)}-Q${Math.floor(new Date(ms).getUTCMonth() / 3) + 1}`;
  if (grain === "month") return iso.slice(0, 7);
  if (grain === "day") return iso.slice(0, 10);
  if (grain === "hour") return iso.slice(0, 13);
  const { year, week } = isoWeek(ms);
  return `${year}-W${String(week).padStart(2, "0")}`;
}

/** The span a period of prose stands for; undefined when it names no year. */
export function spanOf(period: Period): Span | undefined {
  if (period.year === undefined) return undefined;
  const year = String(period.year).padStart(4, "0");
  const two = (n: number): string => String(n).padStart(2, "0");
  if (period.quarter !== undefined) return spanOfGroup(`${year}-Q${period.quarter}`);
  if (period.week !== undefined) return spanOfGroup(`${year}-W${two(period.week)}`);
  if (period.month === undefined) return spanOfGroup(year);
  if (period.day === undefined) return spanOfGroup(`${year}-${two(period.month)}`);
  const date = `${year}-${two(period.month)}-${two(period.day)}`;
  return spanOfGroup(period.hour === undefined ? date : `${date}T${two(period.hour)}`);
}

/** Whether prose may call that span (or its first or last instant) so: it must not name more than evidence knows. */
export function names(period: Period, span: Span): boolean {
  const named = spanOf(period);
  if (named) {
    return named.start <= span.start && span.end <= named.end && minuteHolds(period, span);
  }
  const first = new Date(span.start);
  const last = new Date(span.end - 1);
  return [first, last].every(
    (at) =>
      (period.month === undefined || at.getUTCMonth() + 1 === period.month) &&
      (period.quarter === undefined || Math.floor(at.getUTCMonth() / 3) + 1 === period.quarter) &&
      (period.week === undefined || isoWeek(at.getTime()).week === period.week) &&
      (period.day === undefined || at.getUTCDate() === period.day) &&
      (period.hour === undefined || at.getUTCHours() === period.hour),
  );
}

const minuteHolds = (period: Period, span: Span): boolean =>
  !period.minute || new Date(span.start).getUTCMinutes() === period.minute;

/** Whether the two can be told of one another: they share an instant. */
export function overlaps(period: Period, span: Span): boolean {
  const named = spanOf(period);
  if (named) return named.start < span.end && span.start < named.end;
  const { hour: _hour, minute: _minute, ...date } = period;
  for (let at = span.start, i = 0; at < span.end && i < 400; at += day_ms, i += 1) {
    if (names(date, { start: at, end: at + 1 })) return true;
  }
  return false;
}
