import fc from "fast-check";
import Papa from "papaparse";
import { expect, test } from "vitest";
import { csvLine } from "./csv.ts";

const parse = (line: string): unknown => Papa.parse<string[]>(line.replace(/\r\n$/, ""), { delimiter: "," }).data[0];

test("any texts come back as they are, or with the one apostrophe that keeps them from being formulas", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" }), { minLength: 2, maxLength: 6 }), (texts) => {
      const clean = texts.map((text) => text.toWellFormed());
      const read = parse(csvLine(clean));
      expect(read).toEqual(clean.map((text) => (/^[\s=+\-@＝＋－＠]/.test(text) ? `'${text}` : text)));
    }),
  );
});

test.each([
  ["=1+1", "'=1+1"],
  ["+1", "'+1"],
  ["-1", "'-1"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ["\t=1", "'\t=1"],
  ["\r=1", "'\r=1"],
  ["\n=1", "'\n=1"],
  ["  =1", "'  =1"],
  ["＝1", "'＝1"],
  ['=HYPERLINK("http://x","y")', `'=HYPERLINK("http://x","y")`],
])("the formula %j is disarmed", (text, disarmed) => {
  expect(parse(csvLine([text, "b"]))).toEqual([disarmed, "b"]);
});

test("numbers stay numbers, nothing stays empty, and objects become JSON", () => {
  expect(csvLine([-1, null, undefined, { a: '"' }])).toBe('-1,,,"{""a"":""\\""""}"\r\n');
});
