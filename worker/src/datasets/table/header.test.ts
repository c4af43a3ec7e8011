import { describe, expect, it } from "vitest";
import { decideHeader } from "./header.ts";

const numbers = (n: number) => Array.from({ length: n }, (_, i) => [String(i), `${i}.5`, `w${i % 3}`]);

describe("decideHeader", () => {
  it("takes words above numbers for names", () => {
    const header = decideHeader([["id", "size", "kind"], ...numbers(5)], 3);
    expect(header).toMatchObject({ rows: 1, skip: 0, names: ["id", "size", "kind"] });
  });

  it("numbers the columns of a file whose first row is data", () => {
    expect(decideHeader(numbers(5), 3)).toMatchObject({ rows: 0, names: ["Column 1", "Column 2", "Column 3"] });
  });

  it("takes years above numbers for names when a word stands beside them", () => {
    const rows = [
      ["country", "2015", "2016"],
      ["Chad", "12.5", "13.5"],
      ["Mali", "10.5", "11.5"],
    ];
    expect(decideHeader(rows, 3)).toMatchObject({ rows: 1, names: ["country", "2015", "2016"] });
  });

  it("joins two rows of names when the first leaves columns unnamed", () => {
    const rows = [
      ["id", "films seen", null, "age"],
      [null, "Alien", "Brazil", "Response"],
      ["1", "Alien", null, "30"],
      ["2", null, "Brazil", "41"],
      ["3", "Alien", "Brazil", "28"],
      ["4", null, null, "33"],
    ];
    const header = decideHeader(rows, 4);
    expect(header.rows).toBe(2);
    expect(header.names).toEqual(["id", "films seen / Alien", "films seen / Brazil", "age"]);
  });

  it("takes a second row of short words above numbers for units", () => {
    const rows = [
      ["time", "speed"],
      ["s", "rpm"],
      ["0.1", "1500"],
      ["0.2", "1510"],
      ["0.3", "1490"],
    ];
    expect(decideHeader(rows, 2)).toMatchObject({ rows: 2, names: ["time [s]", "speed [rpm]"] });
  });

  it("skips a title above the header", () => {
    const rows = [["Report 2020", null, null], [null, null, null], ["id", "size", "kind"], ...numbers(5)];
    expect(decideHeader(rows, 3)).toMatchObject({ skip: 2, rows: 1, names: ["id", "size", "kind"] });
  });

  it("takes a first row whose words come again below for data", () => {
    const rows = [
      ["red", "yes"],
      ["blue", "no"],
      ["red", "no"],
      ["red", "yes"],
    ];
    expect(decideHeader(rows, 2).rows).toBe(0);
  });

  it("gives every column a name of its own and says what it changed", () => {
    const header = decideHeader(
      [
        ["a", "a", null, "a (2)"],
        ["1", "2", "3", "4"],
        ["5", "6", "7", "8"],
      ],
      4,
    );
    expect(header.names).toEqual(["a", "a (3)", "Column 3", "a (2)"]);
    expect(header.renamed).toHaveLength(2);
  });
});
