import { describe, expect, it } from "vitest";
import { tableOf } from "./table.fixture.ts";
import type { Table } from "./table.ts";

const lines = (...rows: string[]) => `${rows.join("\n")}\n`;
const types = (table: Table) => table.columns.map(({ type }) => type);
const decided = (table: Table, about: string) =>
  table.source.decisions.filter((one) => one.about === about).map((one) => one.decided);
const values = async (table: Table, index = 0) =>
  (await table.query(`select v${index} as v from t order by row`)).map(({ v }) => v);

describe("openTable", () => {
  it("types every column from its values", async () => {
    const table = await tableOf(
      lines(
        "id,price,when,at,ok,name,none",
        "1,2.5,2020-01-02,2020-01-02 10:00,yes,Ann,",
        "2,3.5,2020-01-03,2020-01-03 11:30,no,Bob,n/a",
        "3,4,2020-01-04,2020-01-04 12:00,yes,Cid,-",
      ),
    );
    expect(types(table)).toEqual(["integer", "number", "date", "datetime", "boolean", "text", "empty"]);
    expect(table.columns.map(({ storage }) => storage)).toEqual([
      "DOUBLE",
      "DOUBLE",
      "TIMESTAMP",
      "TIMESTAMP",
      "BOOLEAN",
      "VARCHAR",
      "VARCHAR",
    ]);
    expect(await table.query("select * from t where row = 2")).toEqual([
      {
        row: 2,
        r0: "2",
        v0: 2,
        r1: "3.5",
        v1: 3.5,
        r2: "2020-01-03",
        v2: "2020-01-03T00:00:00",
        r3: "2020-01-03 11:30",
        v3: "2020-01-03T11:30:00",
        r4: "no",
        v4: false,
        r5: "Bob",
        v5: "Bob",
        r6: "n/a",
        v6: null,
      },
    ]);
  });

  it("says what it decided and why", async () => {
    const table = await tableOf("\ufeffa;b\n1,5;x\n2,5;y\n");
    expect(table.source).toMatchObject({
      format: "csv",
      encoding: "utf-8",
      delimiter: ";",
      header_rows: 1,
      decimal: ",",
    });
    for (const about of ["encoding", "delimiter", "header", "decimal"]) expect(decided(table, about)).toHaveLength(1);
    expect(table.source.decisions.every(({ why }) => why !== "")).toBe(true);
  });

  it("counts nulls, blanks and NA words of any case as missing, and only those", async () => {
    const cells = ["", " ", "na", "N/A", "NaN", "NULL", "None", "#N/A", "-", "?", '" - "', "0", "nil", "--", "ERROR"];
    const table = await tableOf(lines("x,y", ...cells.map((cell) => `${cell},1`)));
    expect(table.summaries[0]).toMatchObject({ missing_count: 11, present_count: 4, unique_count: 4 });
    expect(await table.query("select count(*) as n from t where miss(r0)")).toEqual([{ n: 11 }]);
    expect(await table.query("select count(*) as n from t where v0 is null")).toEqual([{ n: 11 }]);
  });

  it("trims white space of every kind before it counts distinct values", async () => {
    const table = await tableOf(lines("x,y", "a,1", " a ,1", "a\u00a0,1", "\ta,1", "b,1"));
    expect(table.summaries[0]).toMatchObject({
      unique_count: 2,
      top: [
        { value: "a", count: 4 },
        { value: "b", count: 1 },
      ],
    });
    expect(await values(table)).toEqual(["a", "a", "a", "a", "b"]);
  });

  it("leaves a sign among plain numbers out and says so, but reads a column of amounts", async () => {
    const plain = Array.from({ length: 99 }, (_, i) => `${i},$${i}.50`);
    const table = await tableOf(lines("n,price", ...plain, "$7,($1234.00)"));
    expect(table.summaries[0]).toMatchObject({ invalid_count: 1, numbers: { count: 99, sum: 4851 } });
    expect(table.source.warnings[0]).toContain("$7");
    expect(table.columns[1]).toMatchObject({ symbol: "USD", traits: expect.arrayContaining(["currency"]) });
    expect(table.summaries[1]?.numbers).toMatchObject({ count: 100, min: -1234 });
  });

  it("keeps percent in points and numbers with words among them as numbers", async () => {
    const rows = Array.from({ length: 20 }, (_, i) => `${i}%,${i % 10 === 0 ? "ERROR" : i}`);
    const table = await tableOf(lines("share,n", ...rows));
    expect(table.columns.map(({ traits, storage }) => [storage, traits])).toEqual([
      ["DOUBLE", ["percent", "unique", "ordered"]],
      ["DOUBLE", ["mixed_numeric"]],
    ]);
    expect(await values(table, 0)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(table.summaries[1]).toMatchObject({ invalid_count: 2, present_count: 20 });
  });

  it("takes the order of day and month from the values that prove one", async () => {
    const american = await tableOf(lines("d,x", "3/4/2017,1", "12/31/2017,2"));
    expect(await values(american)).toEqual(["2017-03-04T00:00:00", "2017-12-31T00:00:00"]);
    expect(american.summaries[0]?.date_format).toBe("%m/%d/%Y");
    const european = await tableOf(lines("d,x", "3/4/2017,1", "31/12/2017,2"));
    expect(await values(european)).toEqual(["2017-04-03T00:00:00", "2017-12-31T00:00:00"]);
    expect(decided(european, "column:d")).toContain("day before month");
  });

  it("warns when nothing proves the order of day and month, and when both occur", async () => {
    const unproven = await tableOf(lines("d,x", "3/4/2017,1", "5/6/2017,2"));
    expect(unproven.source.warnings.join()).toContain("could be day first or month first");
    const both = await tableOf(lines("d,x", "31/12/2017,1", "30/11/2017,1", "12/31/2017,1", "3/4/2017,1"));
    expect(both.source.warnings.join()).toContain("both orders");
    expect(await values(both)).toEqual([
      "2017-12-31T00:00:00",
      "2017-11-30T00:00:00",
      "2017-12-31T00:00:00",
      "2017-04-03T00:00:00",
    ]);
  });

  it("reads a column of dates in several formats", async () => {
    const table = await tableOf(lines("d,x", "2017-03-04,1", "5 Apr 2017,2", "2017-05-06T10:00:00Z,3"));
    expect(table.columns[0]).toMatchObject({ type: "datetime", traits: expect.arrayContaining(["mixed_dates"]) });
    expect(table.summaries[0]).toMatchObject({ min_date: "2017-03-04T00:00:00", max_date: "2017-05-06T10:00:00" });
  });

  it("takes years for dates where the name says so, with their statistics", async () => {
    const table = await tableOf(lines("year,v", "1999,1", "2001,2", "2003,3"));
    expect(table.columns[0]).toMatchObject({ type: "date", storage: "TIMESTAMP" });
    expect(table.summaries[0]).toMatchObject({ min_date: "1999-01-01", numbers: { sum: 6003 } });
  });

  it("reads the same table from every encoding, delimiter, quoting and line break", async () => {
    const cells = [
      ["größe", "name", "preis"],
      ["1", 'Zoë "Z", Köln', "1.5"],
      ["2", "Ann\nLee", "2.25"],
      ["3", "Ann\nLee", "2.25"],
    ];
    const csv = (delimiter: string, end: string) =>
      cells
        .map((row) =>
          row.map((cell) => (/["\n,;\t]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(delimiter),
        )
        .join(end) + end;
    const files = [
      Buffer.from(csv(",", "\n")),
      Buffer.from(csv(";", "\r\n")),
      Buffer.from(csv("\t", "\r")),
      Buffer.from(csv("|", "\n"), "latin1"),
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(csv(",", "\r\n"), "utf16le")]),
      Buffer.from(csv(",", "\n").replace("\n2", "\r\n2")),
      Buffer.from(JSON.stringify(cells)),
    ];
    for (const file of files) {
      const table = await tableOf(file);
      expect(table.columns.map(({ name }) => name)).toEqual(cells[0]);
      expect(await table.query("select r1, v2 from t order by row")).toEqual(
        cells.slice(1).map(([, r1, v2]) => ({ r1, v2: Number(v2) })),
      );
    }
  });

  it("counts rows equal to an earlier one in every raw cell", async () => {
    const table = await tableOf(lines("a,b", "1,x", "1,x", "1, x", "2,x", "1,x", "2,", "2,"));
    expect(table.duplicate_row_count).toBe(3);
    expect(await table.query("select * from repeats order by row")).toEqual([{ row: 2 }, { row: 5 }, { row: 7 }]);
    const none = await tableOf(lines("a,b", "1,x", "2,x", "1,y"));
    expect(none.duplicate_row_count).toBe(0);
    expect(await none.query("select * from repeats")).toEqual([]);
  });

  it("finds the same in a table of many rows as in one of few", async () => {
    const row = (i: number) =>
      `${i % 7 === 0 ? "" : i % 500},${(i * 37) % 1000}.5,${i % 2 ? " " : ""}k${i % 7},${i % 3 ? "" : " "}2020-01-${String((i % 28) + 1).padStart(2, "0")},$${i % 90},${i % 9 ? `${i % 5 ? "" : " "}text ${i}` : "n/a"},${i * 1.5}`;
    const part = Array.from({ length: 4_000 }, (_, i) => row(i));
    const few = await tableOf(lines("a,b,c,d,e,f,g", ...part));
    const many = await tableOf(lines("a,b,c,d,e,f,g", ...part, ...part));
    expect(types(many)).toEqual(types(few));
    expect(many.columns[3]?.type).toBe("date");
    many.summaries.forEach((summary, i) => {
      const small = few.summaries[i];
      expect(summary).toMatchObject({
        missing_count: 2 * (small?.missing_count ?? 0),
        unique_count: small?.unique_count,
        top: small?.top.map(({ value, count }) => ({ value, count: 2 * count })),
        texts: small?.texts?.map(({ value, count }) => ({ value, count: 2 * count })) ?? null,
        min_date: small?.min_date,
      });
      expect(summary.numbers?.mean).toEqual(small?.numbers ? expect.closeTo(small.numbers.mean, 9) : undefined);
    });
    expect(many.duplicate_row_count).toBe(4_000 + 2 * few.duplicate_row_count - few.duplicate_row_count);
  });

  it("answers the same before and after the typed values are stored", async () => {
    const table = await tableOf(lines("a,b,c", "1,2020-01-02,yes", "x,nope,no", "3,2020-01-04,yes"));
    const before = await table.query("select * from t order by row");
    await table.settle();
    await table.settle();
    expect(await table.query("select * from t order by row")).toEqual(before);
  });

  it("gives numbers as arrays with NaN for nulls", async () => {
    const table = await tableOf(lines("a,b", "1,x", ",y", "3,z"));
    expect(await table.numbers("select v0 from t order by row")).toEqual(Float64Array.of(1, Number.NaN, 3));
    expect(await table.doubles(["v0", "v0 * 2"])).toEqual([
      Float64Array.of(1, Number.NaN, 3),
      Float64Array.of(2, Number.NaN, 6),
    ]);
  });

  it("answers questions that are asked at the same time", async () => {
    const table = await tableOf(lines("a,b", ...Array.from({ length: 9_000 }, (_, i) => `${i},${i % 7}`)));
    const [array, [count], [sum], again] = await Promise.all([
      table.numbers("select v0 from t order by row"),
      table.query("select count(*) as n from t"),
      table.query("select sum(v1) as n from t"),
      table.doubles(["v0", "v1"]),
    ]);
    expect([array.length, count?.n, sum?.n, again[1]?.length]).toEqual([9_000, 9_000, 26_995, 9_000]);
    expect(array.at(-1)).toBe(8_999);
  });

  it("can read nothing but its file", async () => {
    const table = await tableOf(lines("a,b", "1,2", "3,4"));
    await expect(table.query("select * from read_csv('/etc/hostname')")).rejects.toThrow(/disabled by configuration/);
    await expect(table.query("set enable_external_access = true")).rejects.toThrow(/locked|cannot/i);
    await expect(table.query("install httpfs")).rejects.toThrow();
    await expect(table.query("copy t to '/tmp/plumbline-leak.csv'")).rejects.toThrow(/disabled by configuration/);
  });

  it("stops when it is aborted", async () => {
    await expect(tableOf(lines("a,b", "1,2"), "x.csv")).resolves.toBeDefined();
    const { openTable } = await import("./open.ts");
    const { fileOf } = await import("./table.fixture.ts");
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(openTable(await fileOf("a,b\n1,2\n"), { file_name: "x", signal })).rejects.toThrow("enough");
  });
});
