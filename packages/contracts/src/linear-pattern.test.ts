import fc from "fast-check";
import { expect, test } from "vitest";
import { linearPattern } from "./linear-pattern.ts";

const piece = fc.oneof(
  fc.constantFrom("a", "b", "c", ".", "\\d", "\\w", "\\s", "[ab]", "[^a]", "[\\d_-]", "\\b", "\\B", "^", "$"),
  fc.constantFrom("\\.", "\\x41", "\\u0062", "\\u{1F600}", "\\uD83D\\uDE00", "\\p{Lu}", "[\\]a]", "\\cJ", "é", "\\/"),
);
const { pattern } = fc.letrec<{ pattern: string; term: string }>((tie) => ({
  pattern: fc
    .array(fc.array(tie("term"), { maxLength: 4 }), { minLength: 1, maxLength: 3 })
    .map((ways) => ways.map((way) => way.join("")).join("|")),
  term: fc.oneof(
    { depthSize: "small" },
    piece,
    fc.tuple(fc.constantFrom("(", "(?:", "(?<n>"), tie("pattern")).map(([open, inside]) => `${open}${inside})`),
    fc
      .tuple(
        fc.constantFrom("a", "[ab]", ".", "(?:ab|a)", "(?:a*b)", "(a|)"),
        fc.constantFrom("*", "+", "?", "{2}", "{1,}", "{0,2}", "*?"),
      )
      .map((parts) => parts.join("")),
  ),
}));
const text = fc
  .array(fc.constantFrom("a", "b", "c", "A", "1", "_", "-", " ", "\n", ".", "😀", "é", "\ud83d", "]", "/"), {
    maxLength: 12,
  })
  .map((characters) => characters.join(""));

test("it says yes exactly where RegExp does", () => {
  let compared = 0;
  fc.assert(
    fc.property(pattern, fc.array(text, { minLength: 3, maxLength: 6 }), (source, texts) => {
      let native: RegExp;
      try {
        // From the start, or V8 also looks between the two halves of a character, where the standard does not.
        native = new RegExp(`^[^]*?(?:${source})`, "u");
      } catch {
        // The same name of a group twice, say.
        expect(() => linearPattern(source)).toThrow(SyntaxError);
        return;
      }
      const linear = linearPattern(source);
      for (const one of texts) {
        compared++;
        expect(linear.test(one), `${source} on ${JSON.stringify(one)}`).toBe(native.test(one));
      }
    }),
    { numRuns: 2000 },
  );
  expect(compared).toBeGreaterThan(3000);
});

test.each(["^(a|a)*$", "^(a+)+$", "(a*)*b", "^(\\w+\\s?)*$", "a*a*a*a*b"])(
  "%s is not slow on a long text",
  (source) => {
    const started = performance.now();
    expect(linearPattern(source).test(`${"a".repeat(50_000)}!`)).toBe(false);
    expect(performance.now() - started).toBeLessThan(2000);
  },
);

test.each([
  ["a(?=b)", "ahead"],
  ["(?<!a)b", "behind"],
  ["(a)\\1", "References"],
  ["(?<n>a)\\k<n>", "References"],
  ["(?:a{100}){100}", "too large"],
  ["(?:(?:(?:){1000}){1000}){1000}", "too large"],
  ["[", ""],
])("%s is refused", (source, why) => {
  expect(() => linearPattern(source)).toThrow(SyntaxError);
  expect(() => linearPattern(source)).toThrow(why);
});
