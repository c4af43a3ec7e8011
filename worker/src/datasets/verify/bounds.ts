import type { Bound, Found, Quantity } from "./quantity.ts";

const lead = '(?: (?:the|a|an|another|some|just|only))?[ ("]*$';
const said = (words: string): RegExp => new RegExp(`(?:^|[^\\p{L}])(?:${words})${lead}`, "iu");

/** Words right before a number, the narrower ones first. */
const before: [RegExp, Bound][] = [
  [said("at least|no less than|no fewer than|not less than|a minimum of"), "at_least"],
  [
    said(
      "at most|no more than|not more than|a maximum of|(?<!(?:went|came|moved|climbed|is|was|rose|ramped|adds?|added|adding|sums?|summed) )up to",
    ),
    "at_most",
  ],
  [said("just under|slightly under|slightly less than|a little under|nearly|almost|close to|just below"), "nearly"],
  [said("about|around|roughly|approximately|approx\\.?|circa|some|or so"), "about"],
  [
    said(
      "over|above|more than|greater than|higher than|larger than|longer than|exceed(?:s|ed|ing)?|upwards of|beyond|past",
    ),
    "over",
  ],
  [said("under|below|less than|fewer than|lower than|smaller than|shorter than|short of"), "under"],
];
const signs: [RegExp, Bound][] = [
  [/(?:≥|>=) ?$/, "at_least"],
  [/(?:≤|<=) ?$/, "at_most"],
  [/(?:^|[^-])> ?$/, "over"],
  [/< ?$/, "under"],
  [/[~≈] ?$/, "about"],
];
const after: [RegExp, Bound][] = [
  [/^ ?\+(?! ?\d)| or more\b| or higher\b| or above\b/, "at_least"],
  [/^ or (?:less|fewer|lower|below)\b/, "at_most"],
  [/^ or so\b/, "about"],
];

/** A number with what stands around it: how prose bounds it, and the word it counts. */
export function inPlace(found: Found, text: string): Quantity {
  const left = text.slice(Math.max(0, found.start - 40), found.start);
  const right = text.slice(found.end, found.end + 40);
  const bound =
    after.find(([pattern]) => right.search(pattern) === 0)?.[1] ??
    [...before, ...signs].find(([pattern]) => pattern.test(left))?.[1] ??
    "exact";
  const noun = /^[ -]([\p{L}%°/]+)/u.exec(right)?.[1] ?? "";
  const of = /^ of (?:the |all |its |these )?(?:[\d,]+ )?([\p{L}]+)/u.exec(right)?.[1] ?? noun;
  return {
    ...found,
    bound: found.kind === "period" ? "exact" : bound,
    noun: noun.toLowerCase(),
    of: of.toLowerCase(),
  };
}

/** Whether a bound word stands right before an offset, so that "over" and "more" there say no direction. */
export const boundWords =
  /\b(?:more|less|fewer|higher|lower|larger|smaller|greater|over|under|above|below|up)\b(?= than\b| to\b)|\b(?:over|under|above|below)\b/gi;

/** The value written with the direction of rounding either way at a tie. */
function rounds(shown: number, value: number, step: number): boolean {
  const wanted = Math.abs(shown) / step;
  const got = Math.abs(value) / step;
  const slack = Math.min(0.1, 2e-15 * Math.max(1e6, got));
  const off = Math.abs(wanted - got);
  if (off < 0.5 - slack) return true;
  if (off > 0.5 + slack) return false;
  // A tie as far as a double can say: half away from zero goes up, half to even to the even neighbour, and what the double
  // itself is nearer to is right too.
  const low = Math.floor(got + slack);
  if (off < 0.5) return true;
  return Math.abs(wanted - (low + 1)) < 0.25 || (low % 2 === 0 && Math.abs(wanted - low) < 0.25);
}

/** The worth of the last digit that is not a trailing zero: 612,000 is given to the thousand. */
function coarse(shown: number, step: number): number {
  let out = step;
  while (shown !== 0 && Math.abs(shown / (out * 10) - Math.round(shown / (out * 10))) < 1e-9) out *= 10;
  return out;
}

const limits = { about: 0.05, near: 0.1, far: 1.5 };

/**
 * Whether prose may show `value` as `shown`, which is given to `step`, under that bound. Exact means: it rounds to what
 * is shown, half away from zero or half to even. A bound must be true and not far off: "over 20" fits 20.1 to 30.
 */
export function showsAs(
  shown: number,
  step: number,
  bound: Bound,
  value: number,
  kind: "value" | "small" = "value",
): boolean {
  const slack = 1e-9 * Math.max(Math.abs(shown), Math.abs(value));
  switch (bound) {
    case "exact":
      return rounds(shown, value, step);
    case "about":
      return (
        Math.abs(shown - value) <=
        Math.max(step / 2, Math.min(coarse(shown, step) / 2, limits.about * Math.abs(value))) + slack
      );
    case "nearly":
      return value < shown + slack && shown - value <= limits.near * Math.abs(shown);
    case "over":
      return value > shown && value <= limits.far * shown;
    case "at_least":
      return value >= shown - slack && value <= limits.far * shown;
    case "under":
      return value < shown && (kind === "small" ? value >= 0 : value * limits.far >= shown);
    case "at_most":
      return value <= shown + slack && (kind === "small" ? value >= 0 : value * limits.far >= shown);
  }
}
