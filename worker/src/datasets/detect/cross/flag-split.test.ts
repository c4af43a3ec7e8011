import { expect, test } from "vitest";
import { splitFlag } from "./flag-split-test.ts";
import { cells, withTable } from "./generated.fixture.ts";
import { compareGroups } from "./group-test.ts";
import { Sample } from "./sample.ts";

test("shares are of the rows whose outcome is known, by threshold and by group", async () => {
  const columns = {
    // Known in three rows of four; won above 50 more often, and by group b.
    won: cells(400, (i) => (i % 4 === 3 ? null : (i % 100 >= 50 ? i % 5 : i % 9) < 2 ? "won" : "lost")),
    score: cells(400, (i) => i % 100),
    team: cells(400, (i) => (i % 2 ? "a" : "b")),
  };
  const shareOf = (inside: (i: number) => boolean): number => {
    const known = columns.won.filter((cell, i) => cell !== null && inside(i));
    return known.filter((cell) => cell === "won").length / known.length;
  };
  await withTable(columns, async (table) => {
    const sample = new Sample(table);
    const outcome = { column: "won", value: "won" };
    const split = await splitFlag(sample, outcome, "score");
    const { threshold = 0 } = split ?? {};
    expect(split).toMatchObject({
      n: 300,
      above: shareOf((i) => i % 100 > threshold),
      below: shareOf((i) => i % 100 <= threshold),
    });
    const groups = (await compareGroups(sample, outcome, "team"))?.groups;
    expect(new Map(groups?.map(({ label, mean }) => [label, mean]))).toEqual(
      new Map([
        ["a", shareOf((i) => i % 2 === 1)],
        ["b", shareOf((i) => i % 2 === 0)],
      ]),
    );
    expect(groups?.reduce((sum, { n }) => sum + n, 0)).toBe(300);
    // Missing is known of every row.
    const gone = await splitFlag(sample, { column: "won", missing: true }, "score");
    expect(gone?.n ?? 400).toBe(400);
  });
});
