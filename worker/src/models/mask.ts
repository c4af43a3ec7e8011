/** Hides personal data in a text and puts it back into another one. */
export interface Mask {
  /** The text with every personal value replaced by a placeholder; the same value always by the same one. */
  hide(text: string): string;
  /** The text with the placeholders replaced by what they stand for. Unknown placeholders stay. */
  restore(text: string): string;
}

type Kind = "email" | "iban" | "card" | "phone" | "person";

const email = /[\p{L}\p{N}._%+'-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;
const iban = /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/g;
const card = /\b\d(?:[ -]?\d){12,18}\b/g;
/** With a country code, or in groups as telephone numbers are written; ISO dates and plain numbers are left. */
const phone =
  /(?<![\p{L}\p{N}.,-])(?:\+\d{1,3}[ .-]?)?(?:\(\d{2,5}\)[ .-]?)?\d{2,5}(?:[ .-]\d{2,8}){1,4}(?![\p{L}\p{N}]|[.,-]\d)|\+\d{7,15}\b/gu;

/**
 * A mask for texts about these personal values (names, as columns of persons have them). E-mail addresses, IBANs, card
 * numbers and telephone numbers are found by their form wherever they stand.
 */
export function maskOf(values: Iterable<string>): Mask {
  const placeholders = new Map<string, string>();
  const originals = new Map<string, string>();
  const counts = new Map<Kind, number>();
  const known = [...new Set([...values].map((value) => value.trim()).filter((value) => value.length > 1))].sort(
    (a, b) => b.length - a.length,
  );

  const placeholder = (kind: Kind, value: string): string => {
    const old = placeholders.get(value);
    if (old) return old;
    const n = counts.get(kind) ?? 0;
    counts.set(kind, n + 1);
    // Letters, not digits: a placeholder must not read as a number.
    const made = `[${kind} ${letters(n)}]`;
    placeholders.set(value, made);
    originals.set(made, value);
    return made;
  };

  return {
    hide(text) {
      let out = text;
      for (const value of known) out = replaceWhole(out, value, () => placeholder("person", value));
      out = out.replace(email, (found) => placeholder("email", found));
      out = out.replace(iban, (found) => (isIban(found) ? placeholder("iban", found) : found));
      out = out.replace(card, (found) => (isCard(found) ? placeholder("card", found) : found));
      return out.replace(phone, (found) => (isPhone(found) ? placeholder("phone", found) : found));
    },
    restore: (text) =>
      text.replace(
        /\[(?:email|iban|card|phone|person) [a-z]+\]/gi,
        (found) => originals.get(found.toLowerCase()) ?? found,
      ),
  };
}

/** Replaces a value where it stands as a whole word, in any case; JSON escapes of it too. */
function replaceWhole(text: string, value: string, made: () => string): string {
  let out = text;
  for (const form of new Set([value, JSON.stringify(value).slice(1, -1)])) {
    const pattern = form.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+");
    out = out.replace(new RegExp(`(?<![\\p{L}\\p{N}])${pattern}(?![\\p{L}\\p{N}])`, "giu"), made);
  }
  return out;
}

/** 0 is a, 25 z, 26 aa. */
const letters = (n: number): string =>
  (n < 26 ? "" : letters(Math.floor(n / 26) - 1)) + String.fromCharCode(97 + (n % 26));

/** ISO 13616: the number read with letters as 10 to 35, country and check digits last, leaves 1 by 97. */
function isIban(text: string): boolean {
  const plain = text.replaceAll(" ", "");
  if (plain.length < 15) return false;
  const digits = [...plain.slice(4), ...plain.slice(0, 4)].map((c) => Number.parseInt(c, 36)).join("");
  return [...digits].reduce((rest, digit) => (rest * 10 + Number(digit)) % 97, 0) === 1;
}

/** ISO 7812: the Luhn sum is a multiple of ten. */
function isCard(text: string): boolean {
  const digits = [...text.replace(/\D/g, "")].reverse().map(Number);
  const sum = digits.reduce(
    (total, digit, i) => total + (i % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2),
    0,
  );
  return sum % 10 === 0;
}

const isPhone = (text: string): boolean => {
  const digits = text.replace(/\D/g, "").length;
  return digits >= 7 && digits <= 15 && !/^\d{4}-\d{2}(?:-\d{2})?$/.test(text) && !/^\d{4}-\d{4}$/.test(text);
};
