import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Dialect, RecordParser, recordsOf } from "./csv-records.ts";

const comma: Dialect = { delimiter: ",", quote: '"', escape: '"' };
const written = (cell: string | null): string =>
  cell === null ? "" : /[",\r\n]/.test(cell) || cell === "" ? `"${cell.replaceAll('"', '""')}"` : cell;

describe("RecordParser", () => {
  it("reads back any cells, however the text is cut into pieces", () => {
    const cell = fc.oneof(
      fc.constant(null),
      fc.string({ minLength: 1, unit: fc.constantFrom("a", "é", '"', ",", "\n", "\r", " ") }),
    );
    const record = fc.array(cell, { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 6 }), fc.array(fc.nat(60)), (records, cuts) => {
        const text = `${records.map((cells) => cells.map(written).join(",")).join("\r\n")}\r\n`;
        const parser = new RecordParser(comma);
        const found: (string | null)[][] = [];
        let from = 0;
        for (const at of [...new Set(cuts)].sort((a, b) => a - b)) {
          found.push(...parser.push(text.slice(from, Math.max(from, at))));
          from = Math.max(from, at);
        }
        found.push(...parser.push(text.slice(from)), ...parser.end().records);
        expect(found).toEqual(records);
      }),
    );
  });

  it("takes LF, CR and CRLF in one text and skips lines without any character", () => {
    expect(recordsOf("a,b\n\n1,2\r\n3,4\r\r5,6", comma, true)).toEqual([
      ["a", "b"],
      ["1", "2"],
      ["3", "4"],
      ["5", "6"],
    ]);
  });

  it("keeps a quote inside a bare cell and what follows a closing quote", () => {
    expect(recordsOf('5" pipe,"x"y\n', comma, true)).toEqual([['5" pipe', "xy"]]);
  });

  it("reads backslash escapes when the dialect has them", () => {
    expect(recordsOf('"a\\"b",2\n', { ...comma, escape: "\\" }, true)).toEqual([['a"b', "2"]]);
  });

  it("says that a quote was never closed and on which line it opened", () => {
    const parser = new RecordParser(comma);
    parser.push('a,b\n1,"x\n2,3\n');
    expect(parser.end().open).toBe(true);
    expect(parser.openedAt).toBe(2);
  });
});
