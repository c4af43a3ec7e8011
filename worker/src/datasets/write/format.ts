import type { Unit } from "@plumbline/contracts";
import { formatDate, formatPeriod } from "./format-time.ts";

export { list } from "./list.ts";
export { formatPeriod };

/**
 * A value as prose shows it: "612,400", "$612,400", "18%", "-3.2 percentage points", "2.1 times", "12 days", "45.2 rpm".
 * Shares, changes and percentage points are fractions (0.18 reads "18%"); dates are milliseconds since 1970 (UTC).
 * Rounds to nearest at three or four significant digits; totals from 1,000 are whole numbers. Minus is "-".
 */
export function formatValue(value: number, unit?: Unit): string {
  if (!Number.isFinite(value)) return "not a number";
  switch (unit?.kind) {
    case "count":
      return Number.isInteger(value) ? formatCount(value) : formatNumber(value);
    case "share":
      return formatShare(value);
    case "percent_change":
      return formatChange(value);
    case "percentage_points":
      return formatPoints(value);
    case "ratio":
      return `${formatRatio(value)} times`;
    case "duration_days":
      return counted(formatNumber(value), "day");
    case "date":
      return formatDate(new Date(value));
    case "currency":
      return formatCurrency(value, unit.symbol);
    default:
      return unit?.symbol === "%" ? `${percent(value / 100)}%` : withSymbol(formatNumber(value), unit?.symbol);
  }
}

/** A fraction as a percentage with at most one decimal: 0.18 is "18%". What would read 0% or 100% but is not, says so. */
export function formatShare(value: number): string {
  if (value > 0 && value < 0.0005) return "under 0.1%";
  if (value < 1 && value >= 0.9995) return "over 99.9%";
  return `${percent(value)}%`;
}

/** A relative change with its sign: -0.18 is "-18%", 0.032 is "+3.2%". For a verb ("fell 18%") use `formatShare(Math.abs(x))`. */
export function formatChange(value: number): string {
  if (value !== 0 && Math.abs(value) < 0.0005) return value < 0 ? "a fall of under 0.1%" : "a rise of under 0.1%";
  return value > 0 ? `+${percent(value)}%` : `${percent(value)}%`;
}

function formatPoints(value: number): string {
  if (value > 0 && value < 0.0005) return "under 0.1 percentage points";
  return counted(percent(value), "percentage point");
}

/** A whole number with thousands separators: "9,994". */
export const formatCount = (n: number): string => grouped(n, 0);

/** "row 1,234", the 1-based data row. */
export const formatRow = (row: number): string => `row ${formatCount(row)}`;

/** "2.1", "12", "340": one decimal under ten, where it means something; two under one and a half. */
function formatRatio(value: number): string {
  const size = Math.abs(value);
  return size < 0.1 ? formatNumber(value) : grouped(value, size >= 10 ? 0 : size >= 1.5 ? 1 : 2);
}

/** Bare number: whole stays whole; from 1,000 no decimals; else three to four significant digits; from 10^9 "4.57 billion". */
export function formatNumber(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e15) return exponential(value);
  if (size >= 999_999_500_000) return `${grouped(value / 1e12, 2)} trillion`;
  if (size >= 1e9) return `${grouped(value / 1e9, 2)} billion`;
  if (Number.isInteger(value) || size >= 1000) return grouped(value, 0);
  if (size >= 10) return grouped(value, 1);
  if (size >= 1) return grouped(value, 2);
  return size >= 1e-6 ? grouped(value, 2 - Math.floor(Math.log10(size))) : exponential(value);
}

const signs: Record<string, string> = { USD: "$", EUR: "€", GBP: "£", JPY: "¥", INR: "₹", KRW: "₩" };

function formatCurrency(value: number, symbol: string | undefined): string {
  const size = Math.abs(value);
  const whole = Number.isInteger(value) || size >= 1000;
  const text = whole || size < 0.995 ? formatNumber(size) : padded(size);
  const sign = value < 0 && text !== "0" ? "-" : "";
  if (!symbol) return sign + text;
  const mark = signs[symbol] ?? (symbol.length === 1 ? symbol : undefined);
  return mark === undefined ? `${sign}${symbol} ${text}` : `${sign}${mark}${text}`;
}

const padded = (value: number): string =>
  value.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

function withSymbol(text: string, symbol: string | undefined): string {
  if (!symbol) return text;
  return symbol.startsWith("°") ? `${text}${symbol}` : `${text} ${symbol}`;
}

/** At most one decimal; what is below it and negative ("-0.012") keeps its digits rather than read as 0. */
function percent(value: number): string {
  const size = Math.abs(value);
  if (size > 0 && size < 0.0005) return formatNumber(value * 100);
  return grouped(value * 100, size >= 10 ? 0 : 1);
}

const counted = (text: string, noun: string): string => `${text} ${noun}${/^-?1$/.test(text) ? "" : "s"}`;

/** At most `decimals` decimals, trailing zeros dropped, never "-0". */
function grouped(value: number, decimals: number): string {
  // 0.145 * 100 is a little less than 14.5: a tie stays a tie.
  const clean = Number(value.toPrecision(15));
  const text = clean.toLocaleString("en-US", { maximumFractionDigits: Math.min(decimals, 20) });
  return text === "-0" ? "0" : text;
}

const exponential = (value: number): string =>
  value
    .toExponential(2)
    .replace("e+", "e")
    .replace(/\.?0+e/, "e");
