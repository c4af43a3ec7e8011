import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, it } from "vitest";
import { tableOf } from "./table.fixture.ts";
import { type Cell, workbook } from "./workbook.fixture.ts";

const records = [
  { id: 1, name: "Ann", size: 1.5, born: "1999-01-02", tags: ["a", "b"] },
  { id: 2, name: null, size: 2, born: "2001-03-04", tags: [] },
  { id: 3, name: "Cid", extra: true, born: "2002-05-06" },
];
const expected = [
  { r0: "1", r1: "Ann", r2: "1.5", r3: "1999-01-02", r4: '["a","b"]', r5: null },
  { r0: "2", r1: null, r2: "2", r3: "2001-03-04", r4: "[]", r5: null },
  { r0: "3", r1: "Cid", r2: null, r3: "2002-05-06", r4: null, r5: "true" },
];
const cells = "select r0, r1, r2, r3, r4, r5 from t order by row";

async function parquet(select: string): Promise<Buffer> {
  const directory = mkdtempSync(join(tmpdir(), "plumbline-test-"));
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    const path = join(directory, "t.parquet");
    await connection.run(`copy (${select}) to '${path}' (format parquet)`);
    return readFileSync(path);
  } finally {
    connection.closeSync();
    instance.closeSync();
    rmSync(directory, { recursive: true });
  }
}

describe("formats", () => {
  it.each([
    ["an array of objects", JSON.stringify(records), "json"],
    ["a printed array of objects", JSON.stringify(records, null, 2), "json"],
    ["an object with one array", JSON.stringify({ meta: { n: [3], s: "a]b" }, rows: records }), "json"],
    ["one object a line", records.map((one) => JSON.stringify(one)).join("\n"), "ndjson"],
    ["objects one after the other", records.map((one) => JSON.stringify(one, null, 1)).join(" "), "ndjson"],
  ])("reads JSON: %s", async (_, text, format) => {
    const table = await tableOf(text, "upload");
    expect(table.source.format).toBe(format);
    expect(table.columns.map(({ name }) => name)).toEqual(["id", "name", "size", "born", "tags", "extra"]);
    expect(await table.query(cells)).toEqual(expected);
    expect(table.columns.map(({ type }) => type)).toEqual(["integer", "text", "number", "date", "text", "text"]);
  });

  it("keeps all digits of large whole numbers in JSON", async () => {
    const table = await tableOf('[{"id":12345678901234567890,"x":1},{"id":12345678901234567891,"x":1}]', "a.json");
    expect(table.summaries[0]).toMatchObject({ unique_count: 2, top: [{ value: "12345678901234567890" }, {}] });
  });

  it("reads strings that hold brackets and quotes in JSON", async () => {
    const text = '[{"a":"x]}\\"[{,","b":1},{"a":"\\\\","b":2}]';
    expect(await (await tableOf(text, "a.json")).query("select r0 from t order by row")).toEqual([
      { r0: 'x]}"[{,' },
      { r0: "\\" },
    ]);
  });

  it("reads the first sheet that holds anything, with its numbers, dates and truths", async () => {
    const rows: Cell[][] = [
      ["id", "when", "price", "ok", "note"],
      [1, new Date("2020-01-02"), 1.5, true, "a & b"],
      [2, new Date("2020-01-03T12:00:00Z"), 2, false, null],
      [3, null, 0.1, true, " c "],
    ];
    const table = await tableOf(workbook({ Empty: [], "Sales & more": rows }), "book.xlsx");
    expect(table.source).toMatchObject({ format: "xlsx", sheet: "Sales & more", header_rows: 1 });
    expect(await table.query("select r0, r1, r2, r3, r4 from t order by row")).toEqual([
      { r0: "1", r1: "2020-01-02", r2: "1.5", r3: "true", r4: "a & b" },
      { r0: "2", r1: "2020-01-03T12:00:00", r2: "2", r3: "false", r4: null },
      { r0: "3", r1: null, r2: "0.1", r3: "true", r4: " c " },
    ]);
    expect(table.columns.map(({ type }) => type)).toEqual(["integer", "datetime", "number", "boolean", "text"]);
  });

  it("reads Parquet, its values in their shortest form", async () => {
    const file = await parquet(
      `select * from (values (1::bigint, 1.5::double, 'x', date '2020-01-02', timestamp '2020-01-02 03:04:05', true, 12.50::decimal(9,2), [1, 2]),
       (2, 3, null, date '2020-01-03', null, false, 7, null)) as t(id, d, s, day, stamp, ok, money, list)`,
    );
    const table = await tableOf(file, "upload.bin");
    expect(table.source.format).toBe("parquet");
    expect(await table.query("select r0, r1, r2, r3, r4, r5, r6, r7 from t where row = 1")).toEqual([
      { r0: "1", r1: "1.5", r2: "x", r3: "2020-01-02", r4: "2020-01-02 03:04:05", r5: "true", r6: "12.5", r7: "[1,2]" },
    ]);
    expect(await table.query("select r1, r6 from t where row = 2")).toEqual([{ r1: "3", r6: "7" }]);
    expect(table.columns.map(({ type }) => type)).toEqual([
      "integer",
      "number",
      "text",
      "date",
      "datetime",
      "boolean",
      "number",
      "text",
    ]);
  });

  it("goes by the content when the name says something else", async () => {
    expect((await tableOf("a,b\n1,2\n", "data.xlsx")).source.format).toBe("csv");
    expect((await tableOf("a\tb\n1\t2\n", "data.json")).source.format).toBe("tsv");
    expect(
      (
        await tableOf(
          workbook({
            S: [
              ["a", "b"],
              [1, 2],
            ],
          }),
          "data.csv",
        )
      ).source.format,
    ).toBe("xlsx");
    expect((await tableOf('[{"a":1}]', "data.txt")).source.format).not.toBe("csv");
  });

  it("reads a CSV whose header starts with a bracket", async () => {
    const table = await tableOf("[id],[name]\n1,x\n2,y\n", "data.csv");
    expect(table.columns.map(({ name }) => name)).toEqual(["[id]", "[name]"]);
  });
});
