const ones =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(
    " ",
  );
const tens = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");

/** Number words and what they are worth: zero to ninety-nine without the compounds, which `valueOfWords` adds up. */
export const numberWords: ReadonlyMap<string, number> = new Map([
  ...ones.map((word, i): [string, number] => [word, i]),
  ...tens.map((word, i): [string, number] => [word, (i + 2) * 10]),
]);

/** Words that multiply what stands before them. */
export const scaleWords: ReadonlyMap<string, number> = new Map([
  ["hundred", 100],
  ["dozen", 12],
  ["thousand", 1e3],
  ["million", 1e6],
  ["billion", 1e9],
  ["trillion", 1e12],
]);

/** Short forms glued to digits: "5k", "1.2M", "3bn". */
export const scaleLetters: ReadonlyMap<string, number> = new Map([
  ["k", 1e3],
  ["K", 1e3],
  ["m", 1e6],
  ["M", 1e6],
  ["mn", 1e6],
  ["bn", 1e9],
  ["B", 1e9],
  ["T", 1e12],
  ["tn", 1e12],
]);

/** Denominators as prose has them: "a third", "two fifths", "every fourth". */
export const denominators: ReadonlyMap<string, number> = new Map([
  ["half", 2],
  ["halves", 2],
  ...["third", "quarter", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"].flatMap(
    (word, i): [string, number][] => [
      [word, i + 3],
      [`${word}s`, i + 3],
    ],
  ),
  ["fourth", 4],
  ["fourths", 4],
  ["hundredth", 100],
]);

/** Ordinal words that count, "first" left out: it says where a series begins. */
export const ordinalWords: ReadonlyMap<string, number> = new Map(
  "second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
    .split(" ")
    .map((word, i): [string, number] => [word, i + 2]),
);

/** Factors told by one word. */
export const factorWords: ReadonlyMap<string, number> = new Map([
  ["double", 2],
  ["doubles", 2],
  ["doubled", 2],
  ["doubling", 2],
  ["twice", 2],
  ["triple", 3],
  ["triples", 3],
  ["tripled", 3],
  ["tripling", 3],
  ["thrice", 3],
  ["treble", 3],
  ["trebled", 3],
  ["quadruple", 4],
  ["quadrupled", 4],
  ["quintupled", 5],
  ["halve", 0.5],
  ["halves", 0.5],
  ["halved", 0.5],
  ["halving", 0.5],
]);

/** "two hundred and five", "twenty-one": words in order, "and" and hyphens left out. Undefined when one is no number. */
export function valueOfWords(words: readonly string[]): number | undefined {
  let total = 0;
  let part = 0;
  for (const word of words) {
    const small = numberWords.get(word);
    const scale = scaleWords.get(word);
    if (small !== undefined) part += small;
    else if (scale === undefined) return undefined;
    else if (scale < 1000) part = (part || 1) * scale;
    else {
      total += (part || 1) * scale;
      part = 0;
    }
  }
  return total + part;
}
