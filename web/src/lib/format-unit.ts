import type { Unit } from "@plumbline/contracts";
import {
  formatCompact,
  formatCount,
  formatDate,
  formatDateTime,
  formatNumber,
  formatShare,
  missing,
} from "./format.ts";

type MaybeUnit = Unit | null | undefined;

/**
 * A value as its unit says it is read: 0.18 of a share is "18%", -0.032 percentage points "-3.2 percentage points",
 * USD "$612,400", 45.2 rpm "45.2 rpm". Shares, changes and points are fractions; dates are milliseconds since 1970 (UTC).
 */
export function formatValue(value: number | null | undefined, unit?: MaybeUnit): string {
  return write(value, unit, (number) => formatNumber(number, Math.abs(number) >= 1000 ? 0 : 2));
}

/** The same without rounding beyond what a double can hold: as evidence shows it. */
export function formatExact(value: number | null | undefined, unit?: MaybeUnit): string {
  return write(value, unit, (number) =>
    Math.abs(number) >= 1e15 || (number !== 0 && Math.abs(number) < 1e-9)
      ? number.toExponential()
      : number.toLocaleString("en-US", { maximumSignificantDigits: 12 }),
  );
}

/** The same for an axis: "1.2M", "40%", "$80K". */
export function formatTick(value: number, unit?: MaybeUnit): string {
  if (unit?.kind === "share" || unit?.kind === "percent_change" || unit?.kind === "percentage_points")
    return formatShare(value);
  if (unit?.kind === "date") return formatDate(new Date(value).toISOString().slice(0, 10));
  if (Math.abs(value) >= 10_000)
    return write(value, { kind: unit?.kind === "currency" ? "currency" : "number", ...signOf(unit) }, formatCompact);
  return write(value, { kind: unit?.kind === "currency" ? "currency" : "number", ...signOf(unit) }, (number) =>
    formatNumber(number, Math.abs(number) >= 100 ? 0 : 2),
  );
}

/** What the figures of a column or an axis are counted in, when it is more than a number: "USD", "rpm", "days". */
export function unitWord(unit: MaybeUnit): string | undefined {
  if (unit?.kind === "duration_days") return "days";
  if (unit?.kind === "ratio") return "times";
  return unit?.symbol;
}

const signOf = (unit: MaybeUnit): { symbol?: string } =>
  unit?.kind === "currency" && unit.symbol !== undefined ? { symbol: unit.symbol } : {};

function write(value: number | null | undefined, unit: MaybeUnit, digits: (value: number) => string): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return missing;
  switch (unit?.kind) {
    case "count":
      return Number.isInteger(value) ? formatCount(value) : digits(value);
    case "share":
      return `${digits(cut(value * 100))}%`;
    case "percent_change":
      return `${value > 0 ? "+" : ""}${digits(cut(value * 100))}%`;
    case "percentage_points":
      return `${digits(cut(value * 100))} percentage points`;
    case "ratio":
      return `${digits(value)} times`;
    case "duration_days":
      return `${digits(value)} ${value === 1 ? "day" : "days"}`;
    case "date": {
      const iso = new Date(value).toISOString();
      return iso.endsWith("T00:00:00.000Z") ? formatDate(iso.slice(0, 10)) : formatDateTime(iso);
    }
    case "currency":
      return money(digits(Math.abs(value)), value < 0, unit.symbol);
    default:
      return unit?.symbol ? withSymbol(digits(value), unit.symbol) : digits(value);
  }
}

/** 0.145 * 100 is a little less than 14.5: the product keeps no more digits than the factor had. */
const cut = (value: number): number => Number(value.toPrecision(14));

const signs: Record<string, string> = { USD: "$", EUR: "€", GBP: "£", JPY: "¥", INR: "₹", KRW: "₩" };

function money(text: string, negative: boolean, symbol: string | undefined): string {
  const sign = negative ? "-" : "";
  if (!symbol) return sign + text;
  const mark = signs[symbol] ?? (symbol.length === 1 ? symbol : undefined);
  return mark === undefined ? `${sign}${symbol} ${text}` : `${sign}${mark}${text}`;
}

const withSymbol = (text: string, symbol: string): string =>
  symbol === "%" || symbol.startsWith("°") ? text + symbol : `${text} ${symbol}`;
