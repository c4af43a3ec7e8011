import { describe, expect, it } from "vitest";
import { guessDialect } from "./dialect.ts";

const lines = (...rows: string[]) => `${rows.join("\n")}\n`;

describe("guessDialect", () => {
  it.each([
    [",", lines("id,name", "1,Ann", "2,Bob")],
    [";", lines("id;price", "1;1,50", "2;12,75")],
    [";", lines("1,5;2,5", "3,5;4,5")],
    ["\t", lines("id\tnote", "1\tone, two", "2\tthree; four")],
    ["|", lines("id|when", "1|10:30", "2|11:45")],
    ["~", lines("id~name", "1~Ann", "2~Bob")],
    ["\u0001", lines("id\u0001name", "1\u0001Ann, B.", "2\u0001Bob")],
  ])("finds the delimiter %j", (delimiter, text) => {
    expect(guessDialect(text, true)).toMatchObject({ delimiter, width: 2 });
  });

  it("does not count delimiters inside quotes", () => {
    const text = lines("a;b", '"x, y, z";1', '"p, q";2', '"r";3');
    expect(guessDialect(text, true)).toMatchObject({ delimiter: ";", quote: '"', width: 2 });
  });

  it("finds single quotes and backslash escapes", () => {
    expect(guessDialect(lines("a,b", "'x, y',1", "'z, w',2"), true)).toMatchObject({ quote: "'", width: 2 });
    expect(guessDialect(lines("a,b", '"say \\"hi\\", then",1', '"x",2'), true)).toMatchObject({ escape: "\\" });
  });

  it("splits numbers at blanks, but neither names at blanks nor times at colons", () => {
    expect(guessDialect(lines("1 2.5 3", "4 5.5 6", "7 8.5 9"), true)).toMatchObject({ delimiter: " ", width: 3 });
    expect(guessDialect(lines("full name", "Ann Lee", "Bob Ray"), true).width).toBe(1);
    expect(guessDialect(lines("10:30", "10:31", "11:02"), true).width).toBe(1);
    expect(guessDialect(lines("12:30:15,5", "12:31:16,6"), true)).toMatchObject({ delimiter: ",", width: 2 });
  });

  it("takes a list of words for one column", () => {
    expect(guessDialect(lines("name", "Smith, John", "Doe, Jane", "Roe"), true).width).toBe(1);
  });
});
