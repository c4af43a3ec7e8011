import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Grain, Phase } from "@plumbline/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTable } from "../../table/open.ts";
import type { Table } from "../../table/table.ts";
import { day, periodLabel, phaseIndex, phases } from "./periods.ts";
import { aggregateSql, type filterExpression, groupExpression } from "./query.ts";

let folder = "";
let table: Table;
const first = Date.UTC(2018, 11, 20, 5, 30);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plumbline-query-"));
  const path = join(folder, "rows.csv");
  const lines = Array.from({ length: 400 }, (_, i) => {
    const at = new Date(first + i * (day + 3_600_000)).toISOString().slice(0, 19).replace("T", " ");
    return [
      at,
      i % 4 === 3 ? "n/a" : ["North", " South ", "O'Hare"][i % 4],
      i % 10 === 9 ? "" : i,
      2 * i,
      i % 4 < 3,
    ].join(",");
  });
  await writeFile(path, ["at,region,amount,cost,open", ...lines].join("\n"));
  table = await openTable(path, { file_name: "rows.csv" });
});
afterAll(async () => {
  table.close();
  await rm(folder, { recursive: true, force: true });
});

const count = async (filter: Parameters<typeof filterExpression>[0]): Promise<number> => {
  const [row] = await table.query<{ value: number }>(aggregateSql({ op: "count", filter }, table));
  return row?.value ?? -1;
};
const value = async (query: Omit<Parameters<typeof aggregateSql>[0], "filter">): Promise<number | null> => {
  const [row] = await table.query<{ value: number | null }>(aggregateSql({ ...query, filter: [] }, table));
  return row?.value ?? null;
};

describe("groupExpression", () => {
  it("labels every row's period and phase as periods.ts does", async () => {
    for (const grain of Grain.options) {
      const group = groupExpression({ column: "at", grain }, table);
      const rows = await table.query<{ k: number; g: string }>(`SELECT epoch_ms(v0) AS k, ${group} AS g FROM t`);
      for (const { k, g } of rows) expect(g).toBe(periodLabel(Number(k), grain));
    }
    for (const phase of Phase.options) {
      const group = groupExpression({ column: "at", phase }, table);
      const rows = await table.query<{ k: number; g: string }>(`SELECT epoch_ms(v0) AS k, ${group} AS g FROM t`);
      for (const { k, g } of rows) expect(g).toBe(phases[phase][phaseIndex(Number(k), phase)]);
    }
  });

  it("groups by trimmed text and whole numbers, and leaves missing values out", async () => {
    const by = (column: string) => aggregateSql({ op: "count", filter: [] }, table, { column });
    const regions = await table.query<{ g: string; value: number }>(by("region"));
    expect(regions).toEqual([
      { g: "North", value: 100 },
      { g: "O'Hare", value: 100 },
      { g: "South", value: 100 },
    ]);
    expect((await table.query<{ g: string }>(by("cost"))).map(({ g }) => g)).toContain("798");
  });
});

describe("filterExpression", () => {
  it("compares dates, numbers, quoted text and two columns, and finds missing values", async () => {
    const from = new Date(first + day).toISOString().slice(0, 10);
    expect(
      await count([
        { column: "at", is: "gte", value: from },
        { column: "at", is: "lt", value: "2019-01-01" },
      ]),
    ).toBe(11);
    expect(await count([{ column: "region", is: "eq", value: "O'Hare" }])).toBe(100);
    expect(await count([{ column: "region", is: "in", values: ["South", "North"] }])).toBe(200);
    expect(await count([{ column: "region", is: "missing" }])).toBe(100);
    expect(await count([{ column: "amount", is: "present" }])).toBe(360);
    expect(await count([{ column: "amount", is: "gt", value: 397 }])).toBe(1);
    expect(await count([{ column: "amount", is: "compare", op: "lt", other: "cost" }])).toBe(359);
  });

  it("lets a missing value satisfy no comparison", async () => {
    expect(await count([{ column: "region", is: "ne", value: "North" }])).toBe(200);
    expect(await count([{ column: "region", is: "not_in", values: ["North"] }])).toBe(200);
  });
});

describe("aggregateSql", () => {
  it("computes each operation over the values that are there", async () => {
    expect(await value({ op: "count", column: "amount" })).toBe(360);
    expect(await value({ op: "count_distinct", column: "region" })).toBe(3);
    expect(await value({ op: "sum", column: "cost" })).toBe(159_600);
    expect(await value({ op: "median", column: "cost" })).toBe(399);
    expect(await value({ op: "quantile", q: 0.25, column: "cost" })).toBe(199.5);
    expect(await value({ op: "max", column: "amount" })).toBe(398);
    expect(await value({ op: "mean", column: "open" })).toBe(0.75);
    expect(await value({ op: "sum", column: "open" })).toBe(300);
    // Weights of rows whose value is missing do not count.
    const weighted = Array.from({ length: 400 }, (_, i) => i).filter((i) => i % 10 !== 9);
    const [top, bottom] = [weighted.reduce((s, i) => s + 2 * i * i, 0), weighted.reduce((s, i) => s + 2 * i, 0)];
    expect(await value({ op: "weighted_mean", column: "amount", weight: "cost" })).toBeCloseTo(top / bottom, 9);
  });
});
