/**
 * How numbers, times and sizes are written on every page: en-US digits, thousands separators, a true minus sign is
 * never used so that copied numbers can be pasted into a sheet. Missing values are an en dash.
 */
export const missing = "–";

const locale = "en-US";
const formats = new Map<string, Intl.NumberFormat>();
function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify(options);
  const known = formats.get(key) ?? new Intl.NumberFormat(locale, options);
  formats.set(key, known);
  return known;
}

/** 22638.48 -> "22,638.48"; at most `digits` decimals (default 2; small numbers keep three significant digits). */
export function formatNumber(value: number | null | undefined, digits = 2): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return missing;
  const small = value !== 0 && Math.abs(value) < 10 ** -digits;
  return numberFormat(small ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: digits }).format(value);
}

/** 9994 -> "9,994". */
export const formatCount = (value: number | null | undefined): string => formatNumber(value, 0);

/** 12.3 -> "$12.30", 0.00004567891 -> "$0.00004568": whole cents, and four significant digits where they say more. */
export function formatUsd(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return missing;
  // A sum of prices is a little off its decimals; what is last here is then rounded wrongly.
  const exact = Number(value.toPrecision(12));
  const decimals = exact === 0 ? 2 : Math.max(2, 3 - Math.floor(Math.log10(Math.abs(exact))));
  return numberFormat({
    style: "currency",
    currency: "USD",
    minimumFractionDigits: 2,
    maximumFractionDigits: Math.min(decimals, 20),
  }).format(exact);
}

/** 1234567 -> "1.2M", for axes and tight places. */
export function formatCompact(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return missing;
  return numberFormat({ notation: "compact", maximumFractionDigits: 1 }).format(value);
}

/** 0.1234 -> "12.3%". */
export function formatShare(share: number | null | undefined, digits = 1): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return missing;
  return numberFormat({ style: "percent", maximumFractionDigits: digits }).format(share);
}

/** 1536 -> "1.5 KiB"; powers of 1,024. */
export function formatBytes(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined || !Number.isFinite(bytes)) return missing;
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  const power = Math.min(bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10), units.length - 1);
  return `${formatNumber(bytes / 1024 ** power, power === 0 ? 0 : 1)} ${units[power]}`;
}

/** 850 -> "850 ms", 8500 -> "8.5 s", 95000 -> "1 min 35 s", 3720000 -> "1 h 2 min". */
export function formatDuration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return missing;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${formatNumber(ms / 1000, 1)} s`;
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 ? `${minutes} min ${seconds % 60} s` : `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  return `${Math.round(hours / 24)} days`;
}

/** How long something took, or has taken until `now`; undefined before it started. */
export function elapsed(
  started_at: string | null,
  finished_at: string | null,
  now: number = Date.now(),
): number | undefined {
  if (started_at === null) return undefined;
  const end = finished_at === null ? now : Date.parse(finished_at);
  return Math.max(0, end - Date.parse(started_at));
}

const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });

/** "now", "3 minutes ago", "yesterday", then the date from a week on. */
export function formatRelative(iso: string | null | undefined, now: number = Date.now()): string {
  if (!iso) return missing;
  const seconds = (Date.parse(iso) - now) / 1000;
  const size = Math.abs(seconds);
  if (size < 45) return "just now";
  if (size < 2700) return relative.format(Math.round(seconds / 60), "minute");
  if (size < 79_200) return relative.format(Math.round(seconds / 3600), "hour");
  if (size < 604_800) return relative.format(Math.round(seconds / 86_400), "day");
  return formatDate(iso);
}

/** "26 Jun 2016"; a date without a time is read as that calendar day. */
export function formatDate(iso: string | null | undefined): string {
  if (!iso) return missing;
  const day = /^\d{4}-\d{2}-\d{2}$/.test(iso);
  const at = new Date(day ? `${iso}T00:00:00Z` : iso);
  if (Number.isNaN(at.getTime())) return iso;
  return new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    ...(day && { timeZone: "UTC" }),
  }).format(at);
}

/** "26 Jun 2016, 14:05:09", in the reader's time zone. */
export function formatDateTime(iso: string | null | undefined): string {
  if (!iso) return missing;
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  return new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).format(at);
}

/** The first eight characters of an id: enough to recognise it, never to look it up. */
export const shortId = (id: string): string => id.slice(0, 8);

/** `dataset_insight` -> "Dataset insight", `api_key` -> "API key": a wire word as people read it. */
export function words(value: string): string {
  const text = value.replaceAll("_", " ").replace(/\b(?:api|ir)\b/g, (short) => short.toUpperCase());
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** 1, "row" -> "1 row"; 1204, "row" -> "1,204 rows". */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;
