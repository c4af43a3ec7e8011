import { numberWords, ordinalWords, scaleLetters, scaleWords, valueOfWords } from "./number-words.ts";
import { blank, type Found, type QuantityKind, type Reading } from "./quantity.ts";

const signs: Record<string, string> = { $: "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW" };
const codes = "USD|EUR|GBP|CHF|JPY|INR|KRW|CNY|CAD|AUD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|BRL|MXN|ZAR|TRY|SGD|HKD";
const words: Record<string, string> = { dollar: "USD", euro: "EUR", pound: "GBP", yen: "JPY", rupee: "INR" };

const digits = "(\\d{1,3}(?:,\\d{3})+|\\d+)(\\.\\d+)?(?:[eE]([+-]?\\d{1,3}))?";
const suffix = [
  "(?<points> ?(?:percentage[ -]points?|pp|p\\.p\\.))",
  "(?<percent> ?%| (?:percent|per cent|pct)(?!\\p{L}))",
  "(?<ordinal>st|nd|rd|th)",
  "(?<times> times| ?[x×](?![\\p{L}\\p{N}])|-fold| fold)",
  `(?<scale>[kKMmBT]|mn|bn|tn|[ -](?:${[...scaleWords.keys()].join("|")}|k|bn|mn))`,
].join("|");

/** Adds the currencies of the evidence to the usual ones. */
function pattern(currencies: readonly string[]): RegExp {
  const known = [codes, ...currencies.filter((c) => /^[A-Z]{3}$/.test(c))].join("|");
  const before = `(?<mark>(?:US)?[$€£¥₹₩]|(?:${known}) ?)?`;
  const after = `(?<money> (?:${known})| (?:dollars?|euros?|pounds?|yen|rupees?))?`;
  return new RegExp(
    `(?<![\\p{L}\\p{N}_\\uE000]|\\d[.,])(?<minus>[-−–+])?${before}(?<minus2>[-−])?${digits}(?:${suffix})?${after}(?![\\p{L}\\p{N}\\uE000]|[.,]\\d)`,
    "gu",
  );
}

/** Numbers in digits, with sign, scale, percent, currency or "times". */
export function readDigits(text: string, currencies: readonly string[] = []): { found: Found[]; rest: string } {
  const found: Found[] = [];
  if (!/\d/.test(text)) return { found, rest: text };
  let rest = text;
  for (const match of text.matchAll(pattern(currencies))) {
    const groups = match.groups ?? {};
    const [shown] = match;
    // A hyphen after a digit or a word is a range or a compound, no sign.
    const glued = groups.minus !== undefined && /[\p{L}\p{N}\uE000-\uE002)%]$/u.test(text.slice(0, match.index));
    const minus = glued ? undefined : (groups.minus ?? groups.minus2);
    const start = match.index + (glued ? 1 : 0);
    const end = match.index + shown.length;
    const [, , , whole = "", decimals = "", exponent = "0"] = positional(match);
    const currency = currencyOf(groups.mark, groups.money);
    found.push({
      start,
      end,
      text: text.slice(start, end),
      kind: kindOf(groups, currency),
      readings: readingsOf(whole, decimals, Number(exponent), groups.scale),
      sign: minus === undefined ? 0 : minus === "+" ? 1 : -1,
      decimal: decimals !== "" || exponent !== "0",
      ...(currency ? { currency } : {}),
    });
    rest = blank(rest, start, end, "\uE002");
  }
  return { found: found.map((one, i) => inherit(one, found[i + 1], text)), rest };
}

/** Numbered groups in order, the named ones before the digits included (mark, minus and minus2 come first). */
const positional = (match: RegExpMatchArray): (string | undefined)[] => match.slice(1).map((part) => part ?? undefined);

function kindOf(groups: Record<string, string | undefined>, currency: string | undefined): QuantityKind {
  if (groups.points) return "points";
  if (groups.percent) return "percent";
  if (groups.ordinal) return "ordinal";
  if (groups.times) return "times";
  return currency ? "currency" : "plain";
}

function currencyOf(mark: string | undefined, money: string | undefined): string | undefined {
  const text = (mark ?? money)?.trim().replace(/^US\$/, "$");
  if (!text) return undefined;
  return signs[text] ?? words[text.toLowerCase().replace(/s$/, "")] ?? text;
}

function readingsOf(whole: string, decimals: string, exponent: number, scale: string | undefined): Reading[] {
  const power = 10 ** exponent;
  const value = Number(`${whole.replaceAll(",", "")}${decimals}e${exponent}`);
  const step = Number(`1e${exponent - Math.max(0, decimals.length - 1)}`);
  const bare = { value, step: Math.max(step, Number.MIN_VALUE * power) };
  if (!scale) return [bare];
  const word = scale.replace(/^[ -]/, "");
  const by = scaleWords.get(word) ?? scaleLetters.get(word) ?? 1;
  const scaled = { value: value * by, step: step * by };
  // "5 m" may be metres and "300 K" kelvin: a letter is read both ways.
  return word.length <= 2 ? [scaled, { ...bare, unit: word }] : [scaled];
}

/** "10 to 20%", "between 10 and 20 million", "$10-20": the first number has the unit of the second. */
function inherit(one: Found, next: Found | undefined, text: string): Found {
  if (!next || one.kind !== "plain" || !/^ ?(?:to|and|or|-|–) ?$/.test(text.slice(one.end, next.start))) return one;
  const [mine] = one.readings;
  const [theirs] = next.readings;
  if (next.kind === "percent" || next.kind === "points" || next.kind === "times") return { ...one, kind: next.kind };
  const scales = /thousand|million|billion|trillion/;
  const by = scales.exec(next.text)?.[0];
  if (!by || scales.test(one.text) || !mine || !theirs) return one;
  const scale = scaleWords.get(by) ?? 1;
  return { ...one, readings: [{ value: mine.value * scale, step: mine.step * scale }] };
}

const counting = [...numberWords.keys(), ...scaleWords.keys()].join("|");
const run = new RegExp(
  `(?<![\\p{L}\\p{N}\\uE000])(?:(?<lead>an?|single) )?(?<words>(?:${counting})(?:[ -](?:and )?(?:${counting}))*)(?<unit> percentage points?| percent| per cent| times)?(?![\\p{L}\\p{N}\\uE000])`,
  "giu",
);
const ordinal = new RegExp(
  `(?<![\\p{L}\\p{N}\\uE000])(${[...ordinalWords.keys()].join("|")})(?![\\p{L}\\p{N}\\uE000])`,
  "giu",
);
const single = /(?<![\p{L}\p{N}\uE000])a single(?![\p{L}\p{N}\uE000])/giu;
/** "one" that counts nothing: "one of", "which one", "no one". */
const pronoun = /\b(?:this|that|which|each|every|any|no|the|another|other|either|first|last|next) $/i;
const pronoun_after =
  /^(?: (?:of|another|or|can|should|must|is|that|who|which|by|side|such|way|cause)\b|[.,;:?!)]|$|-)/i;

/** Numbers in words: "three", "twenty-one", "two hundred", "a dozen", "a single", and ordinals from "second" on. */
export function readWords(text: string): { found: Found[]; rest: string } {
  const found: Found[] = [];
  let rest = text;
  const take = (start: number, end: number, kind: QuantityKind, value: number): void => {
    found.push({
      start,
      end,
      text: text.slice(start, end),
      kind,
      readings: [{ value, step: 1 }],
      sign: 0,
      decimal: false,
    });
    rest = blank(rest, start, end, "\uE002");
  };
  for (const match of text.matchAll(run)) {
    const said = (match.groups?.words ?? "").toLowerCase();
    const end = match.index + match[0].length;
    if (said === "one" && (pronoun.test(text.slice(0, match.index)) || pronoun_after.test(text.slice(end)))) continue;
    const value = valueOfWords(said.split(/[ -]+/).filter((word) => word !== "and"));
    const unit = match.groups?.unit ?? "";
    const kind = /points/.test(unit) ? "points" : /cent/.test(unit) ? "percent" : unit ? "times" : "plain";
    if (value !== undefined) take(match.index, end, kind, value);
  }
  for (const match of rest.matchAll(single)) take(match.index, match.index + match[0].length, "plain", 1);
  for (const match of rest.matchAll(ordinal)) {
    take(match.index, match.index + match[0].length, "ordinal", ordinalWords.get(match[0].toLowerCase()) ?? 0);
  }
  return { found, rest };
}
