import { denominators, factorWords, numberWords, ordinalWords } from "./number-words.ts";
import { blank, type Found, type QuantityKind } from "./quantity.ts";

const small = [...numberWords.keys()].join("|");
const parts = [...denominators.keys()].join("|");
const number = `(\\d+|${small})`;
const edge = "(?<![\\p{L}\\p{N}\\uE000-])";
const stop = "(?![\\p{L}\\p{N}\\uE000])";
const rule = (source: string): RegExp => new RegExp(`${edge}${source}${stop}`, "giu");

const worth = (text: string): number => numberWords.get(text.toLowerCase()) ?? Number(text);

interface Read {
  kind: QuantityKind;
  value: number;
  interval?: [number, number];
  change?: boolean;
}

const fraction = (value: number): Read => ({ kind: "fraction", value });
const factor = (value: number, change = false): Read => ({ kind: "times", value, change });

/** Numbers in words that are no plain count; the order is from the longest form to the shortest. */
const forms: [RegExp, (m: string[]) => Read | undefined][] = [
  [rule(`${number} (?:in|out of) (?:every )?${number}`), ([a = "", b = ""]) => inEvery(worth(a), worth(b))],
  [
    rule(`every (${[...ordinalWords.keys()].join("|")}|other)`),
    ([word = ""]) => fraction(1 / (word === "other" ? 2 : (ordinalWords.get(word.toLowerCase()) ?? 1))),
  ],
  [
    rule(`(${small})[ -](${parts})`),
    ([n = "", d = ""]) => fraction(worth(n) / (denominators.get(d.toLowerCase()) ?? 1)),
  ],
  [
    rule(`(?:a |by )(third|quarter|fifth|sixth|eighth|tenth|hundredth)`),
    ([d = ""]) => fraction(1 / (denominators.get(d.toLowerCase()) ?? 1)),
  ],
  [rule("(?:a )?half"), () => fraction(0.5)],
  [rule("(?:a |the )?(?:vast )?majority"), () => ({ ...fraction(0.5), interval: [0.5, 1] })],
  [rule("mostly"), () => ({ ...fraction(0.5), interval: [0.5, 1] })],
  // "most of", "most rows", but not "the most", "at most", "most recent orders".
  [
    rule("(?<!\\bthe |\\bat )most(?= of\\b| (?!\\w*(?:ous|ss|us|is)\\b)\\w+s\\b)"),
    () => ({ ...fraction(0.5), interval: [0.5, 1] }),
  ],
  [rule(`(${small})[ -]?fold`), ([n = ""]) => factor(worth(n), true)],
  [
    rule(`(${[...factorWords.keys()].join("|")})`),
    ([word = ""]) => factor(factorWords.get(word.toLowerCase()) ?? 1, !/twice|thrice|double$|triple$/i.test(word)),
  ],
  [rule("(?<=\\b(?:only|exactly|than|just) )once"), () => factor(1)],
  [rule("dozens"), () => ({ kind: "plain", value: 24, interval: [23, 99] })],
  [rule("hundreds"), () => ({ kind: "plain", value: 200, interval: [199, 999] })],
  [rule("thousands"), () => ({ kind: "plain", value: 2000, interval: [1999, 999_999] })],
  [rule("millions"), () => ({ kind: "plain", value: 2e6, interval: [1.999e6, 999e6] })],
];

/** Fractions, factors and vague amounts in words: "half", "one in four", "doubled", "most rows", "hundreds". */
export function readFractions(text: string): { found: Found[]; rest: string } {
  const found: Found[] = [];
  let rest = text;
  for (const [pattern, read] of forms) {
    for (const match of rest.matchAll(pattern)) {
      const what = read(match.slice(1));
      if (!what) continue;
      const end = match.index + match[0].length;
      const { value, ...more } = what;
      const step = what.kind === "fraction" ? 0.01 : value >= 1 ? 0.1 : 0.05;
      found.push({
        ...more,
        start: match.index,
        end,
        text: text.slice(match.index, end),
        readings: [{ value, step }],
        sign: 0,
        decimal: false,
      });
      rest = blank(rest, match.index, end, "\uE002");
    }
  }
  return { found, rest };
}

/** "1 in 4" is a share; "12 of 1,850" and "5 in 2017" are two numbers. */
const inEvery = (a: number, b: number): Read | undefined => (a > 0 && a < b && b <= 1000 ? fraction(a / b) : undefined);
