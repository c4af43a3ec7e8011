import { expect, test } from "vitest";
import { cells, type Generated, withTable } from "./generated.fixture.ts";
import { sampleOf } from "./sample.ts";

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
