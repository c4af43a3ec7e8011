const codes = "USD|EUR|GBP|JPY|CHF|INR|CNY|CAD|AUD|SEK|NOK|DKK|PLN|BRL|RUB|KRW";
const signs: Record<string, string> = { $: "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR" };
const units =
  "mm|cm|m|km|mi|ft|in|kg|g|mg|lb|lbs|oz|t|l|ml|gal|s|sec|secs|seconds|min|mins|minutes|ms|h|hr|hrs|hours|days|rpm|nm|kw|kwh|mwh|w|wh|v|mv|a|ma|hz|khz|mhz|ghz|k|°c|°f|c|f|bar|psi|pa|kpa|mpa|mph|kmh|km\\/h|m\\/s|knots|kt|db|ppm|ppb|mb|gb|kb|bytes|px|pct|percent|%";

const bracketed = /[[(]\s*([^\])]{1,12}?)\s*[\])]\s*$/;
const trailing = new RegExp(`(?:^|[\\s_])(?:in\\s+)?(${units})$`, "i");
const currency = new RegExp(`(?:^|[^A-Za-z])(${codes})(?:$|[^A-Za-z])`, "i");
/** Names that a stretch of time goes with. */
const spans = /time|duration|run|wait|delay|length|elapsed|session|cycle|travel|trip|wear|downtime|response/i;

/**
 * The unit a column's name gives: an ISO 4217 code for money, the text of the unit otherwise; null when it gives none.
 * `Torque [Nm]`, `price_usd`, `Cost Total $`, `Speed IAS in knots`, `Running Time min`.
 */
export function unitInName(name: string): string | null {
  const code = currency.exec(name)?.[1];
  if (code) return code.toUpperCase();
  const sign = /[$€£¥₹]/.exec(name)?.[0];
  if (sign) return signs[sign] ?? null;
  const inside = bracketed.exec(name)?.[1];
  if (inside && new RegExp(`^(?:${units})$`, "i").test(inside)) return percent(inside);
  if (inside && /^[^\s\d]{1,6}(?:\/[^\s]{1,4})?$/.test(inside) && /[[]/.test(name)) return inside;
  const last = trailing.exec(name.trim())?.[1];
  // Words that are more often something else: "temp_min" is a minimum, "checked in" no length.
  if (last && /^min$/i.test(last) && !spans.test(name)) return null;
  if (last && /^in$/i.test(last)) return null;
  // A single letter at the end is more often a name than a unit: "Group a", "Vitamin c".
  return last && (last.length > 1 || last === "%") && name.trim().length > last.length ? percent(last) : null;
}

const percent = (unit: string): string => (/^(?:pct|percent)$/i.test(unit) ? "%" : unit);
