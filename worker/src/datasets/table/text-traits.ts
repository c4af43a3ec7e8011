import type { ColumnTrait } from "@plumbline/contracts";
import type { ColumnScan } from "./column-scan.ts";
import type { Reading } from "./column-type.ts";
import { share } from "./number-column.ts";
import { numberFormOf } from "./number-text.ts";

const email = /^[^@\s]+@[^@\s]+\.[A-Za-z]{2,}$/;
const url = /^https?:\/\/\S+$/i;
const uuid = /^\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?$/i;
const phone = /^\+?[\d\s()+./x-]{7,24}$/i;

/** Digits in groups, as phone numbers are written; a plain number or a date is none. */
const isPhone = (text: string): boolean =>
  phone.test(text) && /\d{3}/.test(text) && ((text.match(/[()x+./ -]/gi)?.length ?? 0) >= 2 || /^\+\d{8,}$/.test(text));

/** What the values of a column look like beyond their type: true for more than nine in ten. */
export function textTraits(scan: ColumnScan, reading: Reading): ColumnTrait[] {
  const traits: ColumnTrait[] = [];
  if (scan.present === 0) return traits;
  if (scan.unique === 1 && scan.present > 1) traits.push("constant");
  if (scan.unique === scan.present && scan.present > 1) traits.push("unique");
  if (reading.type !== "text") return traits;
  const mostly = (is: (text: string) => boolean) => share(scan.sample, ({ text }) => is(text)) > 0.9;
  if (mostly((text) => email.test(text))) traits.push("email");
  else if (mostly((text) => url.test(text))) traits.push("url");
  else if (mostly((text) => uuid.test(text))) traits.push("uuid");
  else if (mostly(isPhone)) traits.push("phone");
  else if (mostly((text) => /^[[{]/.test(text) && isJson(text))) traits.push("json");
  const numeric = share(scan.sample, ({ text }) => numberFormOf(text, ".") === "plain");
  if (numeric > 0.5) traits.push("mixed_numeric");
  return traits;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
