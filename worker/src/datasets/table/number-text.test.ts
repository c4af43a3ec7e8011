import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Database } from "./database.ts";
import {
  certainMark,
  currencyOf,
  type DecimalMark,
  numberFormOf,
  numberForms,
  numberOf,
  numberSql,
} from "./number-text.ts";
import { quote } from "./table.ts";

let database: Database;
beforeAll(async () => {
  database = await Database.open({ file: null, memory_bytes: 1e8, threads: 1, spill_directory: null, spill_bytes: 0 });
});
afterAll(() => database.close());

const inSql = async (texts: readonly string[], mark: DecimalMark): Promise<unknown[]> => {
  const rows = texts.map((text, i) => `(${i}, ${quote(text)})`).join(", ");
  const found = await database.rows(
    `select ${numberSql("x", numberForms, mark)} from (values ${rows}) as t(i, x) order by i`,
  );
  return found.map(([value]) => value);
};
const inJs = (text: string, mark: DecimalMark): number | null => {
  const form = numberFormOf(text, mark);
  return form ? (numberOf(text, form, mark) ?? null) : null;
};

describe("numbers in texts", () => {
  it.each([
    ["1234", 1234],
    ["-0.5", -0.5],
    [".5", 0.5],
    ["5.", 5],
    ["1e-3", 0.001],
    ["1,234.50", 1234.5],
    ["1 234.5", 1234.5],
    ["1'234", 1234],
    ["$32,458", 32458],
    ["-$5", -5],
    ["($1,234.50)", -1234.5],
    ["(12)", -12],
    ["12.50 €", 12.5],
    ["USD 7", 7],
    ["12.5%", 12.5],
    ["12 %", 12],
    ["1e400", null],
    ["inf", null],
    ["nan", null],
    ["1_000", null],
    ["0x10", null],
    ["1.2.3", null],
    ["12 apples", null],
    ["1,23,4", null],
    ["$-5", -5],
    ["+$-5", null],
  ])("reads %j as %j", async (text, value) => {
    expect(inJs(text, ".")).toBe(value);
    expect(await inSql([text], ".")).toEqual([value]);
  });

  it("reads a decimal comma with points between thousands", async () => {
    expect(await inSql(["1.234,5", "261,96", "€ 1.234,50", "12,5%", "-,5"], ",")).toEqual([
      1234.5, 261.96, 1234.5, 12.5, -0.5,
    ]);
  });

  it("reads every text alike in SQL and in JS", async () => {
    const piece = fc.constantFrom(
      "1",
      "0",
      "23",
      ",",
      ".",
      "-",
      "+",
      "$",
      "€",
      "%",
      "(",
      ")",
      " ",
      "e",
      "456",
      "USD",
      "_",
      "'",
    );
    const text = fc.array(piece, { minLength: 1, maxLength: 7 }).map((pieces) => pieces.join("").trim());
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { minLength: 40, maxLength: 80 }),
        fc.constantFrom<DecimalMark>(".", ","),
        async (texts, mark) => {
          const sql = await inSql(texts, mark);
          texts.forEach((one, i) => {
            expect([one, sql[i]]).toEqual([one, inJs(one, mark)]);
          });
        },
      ),
      { numRuns: 30 },
    );
  });

  it("gives back any number that was written plainly", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
        expect(inJs(String(x), ".") === x).toBe(true);
      }),
    );
  });

  it("tells the decimal mark only where no grouping looks like it", () => {
    expect(["1.5", "0.123", "1,234.5", "1234.567"].map(certainMark)).toEqual([".", ".", ".", "."]);
    expect(["1,5", "0,123", "1.234,5", "41,9136"].map(certainMark)).toEqual([",", ",", ",", ","]);
    expect(["1.234", "1,234", "12", "abc", ""].map(certainMark)).toEqual([null, null, null, null, null]);
  });

  it("names currencies by their ISO code", () => {
    expect(["$5", "5 €", "R$ 3", "CHF 1", "5"].map(currencyOf)).toEqual(["USD", "EUR", "BRL", "CHF", null]);
  });
});
