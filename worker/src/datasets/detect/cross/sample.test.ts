import { expect, test } from "vitest";
import { cells, type Generated, withTable } from "./generated.fixture.ts";
import { Sample, sample_rows, sampleOf } from "./sample.ts";

/** What the codes of a column say of each row: its label again. */
const readBack = (columns: Generated): Promise<(string | undefined)[]> =>
  withTable(columns, async (table) => {
    const { codes, labels } = await sampleOf(table).codes(table.column("text"));
    return Array.from(codes, (code) => labels[code]);
  });

test("codes give every row its own text again: quotes, long texts, placeholders and gaps included", async () => {
  const short = cells(60, (i) => ["it's", 'say "no"', "Tōkyō; drop table t", null, "UNKNOWN"][i % 5] ?? null);
  const known = (text: string | number | null) => (text === null || text === "UNKNOWN" ? undefined : String(text));
  expect(await readBack({ text: short, other: cells(60, (i) => i) })).toEqual(short.map(known));
  const long = cells(60, (i) => `${"x".repeat(60_000)}${i % 12}`);
  expect(await readBack({ text: long, other: cells(60, (i) => i) })).toEqual(long.map(known));
});

test("columns read together say of each row what each of them says alone, in a part of a large table too", async () => {
  const rows = sample_rows + 10_000;
  const columns: Generated = {
    text: cells(rows, (i) => ["a", "b", null, "c d"][(i * 7) % 4] ?? null),
    score: cells(rows, (i) => ((i * 31) % 40) / 8),
    paid: cells(rows, (i) => (i % 3 ? "yes" : "no")),
    name: cells(rows, (i) => `n${(i * 13) % 2500}`),
  };
  await withTable(columns, async (table) => {
    const [together, alone] = [new Sample(table), new Sample(table)];
    together.readCodes(table.columns);
    together.readMissing(table.columns);
    const row = await table.numbers(`SELECT "row" FROM t WHERE ${together.where} ORDER BY "row"`);
    expect(row.length).toBeGreaterThan(0.9 * sample_rows);
    expect(row.length).toBeLessThan(rows);
    for (const column of table.columns) {
      const { codes, labels, sizes } = await together.codes(column);
      expect(await alone.codes(column)).toEqual({ codes, labels, sizes });
      const words: Record<string, string> = { yes: "true", no: "false" };
      const told = Array.from(row, (at) => columns[column.name]?.[at - 1] ?? null);
      expect(Array.from(codes, (code) => labels[code])).toEqual(
        told.map((cell) => (cell === null ? undefined : (words[String(cell)] ?? String(cell)))),
      );
      expect(Array.from(sizes)).toEqual(labels.map((_, code) => codes.filter((one) => one === code).length));
      expect(await together.missing(column)).toEqual(Float64Array.from(told, (cell) => (cell === null ? 1 : 0)));
    }
  });
});
