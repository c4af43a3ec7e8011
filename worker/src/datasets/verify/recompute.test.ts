import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AggregateQuery, Evidence, Filter } from "@plumbline/contracts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTable } from "../table/open.ts";
import type { Table } from "../table/table.ts";
import { recompute } from "./recompute.ts";

const orders = `id,day,region,sales,cost,email
1,2017-01-02,West,100,60,ann@example.com
2,2017-01-15,East,50.5,20,bob@example.com
3,2017-02-01,West,200,90,cy@example.com
4,2017-02-20,O'Hare "x",10,20,dee@example.com
5,2017-04-03,East,,5,na
6,2017-04-03,West,-40,1,eve@example.com
6,2017-04-03,West,-40,1,eve@example.com
`;

let table: Table;
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "verify-recompute-"));
  const path = join(directory, "orders.csv");
  await writeFile(path, orders);
  table = await openTable(path, { file_name: "orders.csv" });
});
afterAll(async () => {
  table.close();
  await rm(directory, { recursive: true });
});

const aggregate = (id: string, value: number, query: Partial<AggregateQuery> = {}): Evidence => ({
  id,
  kind: "aggregate",
  label: "",
  query: { op: "sum", column: "sales", filter: [], ...query },
  value,
});
const one = async (evidence: Evidence) => (await recompute(table, [evidence]))[0];

describe("an aggregate", () => {
  const west: Filter = [{ column: "region", is: "eq", value: "West" }];
  test.each<[string, number, Partial<AggregateQuery>]>([
    ["sum", 280.5, {}],
    ["filtered sum", 220, { filter: west }],
    ["mean of what is present", 280.5 / 6, { op: "mean" }],
    ["median", 30.25, { op: "median" }],
    ["quantile, linear", -40, { op: "quantile", q: 0.2 }],
    ["min", -40, { op: "min" }],
    ["max of dates, in ms", Date.UTC(2017, 3, 3), { op: "max", column: "day" }],
    ["distinct", 3, { op: "count_distinct", column: "region" }],
    ["present cells", 6, { op: "count" }],
    ["weighted mean", (100 * 60 + 50.5 * 20 + 200 * 90 + 10 * 20 - 80) / 192, { op: "weighted_mean", weight: "cost" }],
  ])("%s is equal when it is right, and off when it is not", async (_, value, query) => {
    expect(await one(aggregate("e1", value, query))).toMatchObject({ equal: true });
    expect(await one(aggregate("e1", value + Math.abs(value) * 1e-6, query))).toMatchObject({ equal: false });
  });

  const counts: [string, number, Filter][] = [
    ["all rows", 7, []],
    ["missing", 1, [{ column: "sales", is: "missing" }]],
    ["NA words", 1, [{ column: "email", is: "missing" }]],
    ["present", 6, [{ column: "sales", is: "present" }]],
    ["a later copy of a row", 1, [{ column: "id", is: "duplicate_row" }]],
    ["not equal leaves missing out", 5, [{ column: "sales", is: "ne", value: 200 }]],
    ["not in leaves missing out", 5, [{ column: "sales", is: "not_in", values: [200] }]],
    ["in nothing", 0, [{ column: "sales", is: "in", values: [] }]],
    ["quotes in a value", 1, [{ column: "region", is: "eq", value: `O'Hare "x"` }]],
    [
      "a period",
      2,
      [
        { column: "day", is: "gte", value: "2017-02-01" },
        { column: "day", is: "lt", value: "2017-03-01" },
      ],
    ],
    ["two columns compared", 3, [{ column: "sales", is: "compare", op: "lt", other: "cost" }]],
    ["an injection is only text", 0, [{ column: "region", is: "eq", value: "x' or '1'='1" }]],
  ];
  test.each(counts)("counts %s", async (_, value, filter) => {
    expect(await one(aggregate("e1", value, { op: "count", column: undefined, filter }))).toMatchObject({
      equal: true,
    });
    expect(await one(aggregate("e1", value + 1, { op: "count", column: undefined, filter }))).toMatchObject({
      equal: false,
    });
  });

  test("that cannot be computed is not equal, says why, and does not spoil the others", async () => {
    const results = await recompute(table, [
      aggregate("e1", 280.5),
      aggregate("e2", 1, { column: "profit" }),
      aggregate("e3", 1, { column: "region" }),
      aggregate("e4", 0, { op: "mean", filter: [{ column: "region", is: "eq", value: "North" }] }),
      aggregate("e5", -1, { op: "min", column: "cost" }),
    ]);
    expect(results.map(({ equal }) => equal)).toEqual([true, false, false, false, false]);
    expect(results[1]?.reason).toContain("profit");
    expect(results[4]).toMatchObject({ off: 2 });
  });
});

describe("a series", () => {
  const points = [
    { group: "2017-01", value: 150.5 },
    { group: "2017-02", value: 210 },
    { group: "2017-03", value: null },
    { group: "2017-04", value: -80 },
  ];
  const series = (
    changed: typeof points,
    by: Extract<Evidence, { kind: "series" }>["by"] = { column: "day", grain: "month" },
  ): Evidence => ({
    id: "e1",
    kind: "series",
    label: "",
    query: { op: "sum", column: "sales", filter: [] },
    by,
    points: changed,
  });
  test("is equal point by point", async () => {
    expect(await one(series(points))).toMatchObject({ equal: true });
  });
  test.each([
    ["a wrong value", points.map((p) => (p.group === "2017-02" ? { ...p, value: 211 } : p))],
    ["a value where there is none", points.map((p) => ({ ...p, value: p.value ?? 0 }))],
    ["nothing where there is a value", points.map((p) => (p.group === "2017-02" ? { ...p, value: null } : p))],
    ["a period left out", points.filter((p) => p.group !== "2017-02")],
    ["a period listed twice", [...points, { group: "2017-04", value: -80 }]],
    ["a label of another grain", [{ group: "2017-Q1", value: 360.5 }]],
  ])("with %s is not", async (_, changed) => {
    expect(await one(series(changed))).toMatchObject({ equal: false });
  });
  test.each<[string, Extract<Evidence, { kind: "series" }>["by"], { group: string; value: number | null }[]]>([
    [
      "categories, the top ones",
      { column: "region" },
      [
        { group: "West", value: 220 },
        { group: `O'Hare "x"`, value: 10 },
      ],
    ],
    [
      "quarters",
      { column: "day", grain: "quarter" },
      [
        { group: "2017-Q1", value: 360.5 },
        { group: "2017-Q2", value: -80 },
      ],
    ],
    ["years", { column: "day", grain: "year" }, [{ group: "2017", value: 280.5 }]],
    ["ISO weeks", { column: "day", grain: "week" }, [{ group: "2017-W01", value: 100 }]],
    ["days", { column: "day", grain: "day" }, [{ group: "2017-04-03", value: -80 }]],
    ["hours", { column: "day", grain: "hour" }, [{ group: "2017-01-02T00", value: 100 }]],
    [
      "weekdays",
      { column: "day", phase: "day_of_week" },
      [
        { group: "Monday", value: 30 },
        { group: "Sunday", value: 50.5 },
      ],
    ],
    ["months of the year", { column: "day", phase: "month_of_year" }, [{ group: "April", value: -80 }]],
    ["hours of the day", { column: "day", phase: "hour_of_day" }, [{ group: "00:00", value: 280.5 }]],
  ])("by %s is equal", async (_, by, right) => {
    const shown = right.map(({ group, value }) => ({ group, value }));
    expect(await one(series(shown as typeof points, by))).toMatchObject({ equal: true });
  });
});

describe("a comparison", () => {
  const compare = (op: Extract<Evidence, { kind: "comparison" }>["op"], value: number): Evidence => ({
    id: "e3",
    kind: "comparison",
    label: "",
    op,
    left: "e1",
    right: "e2",
    value,
  });
  const sides = [
    aggregate("e1", 220, { filter: [{ column: "region", is: "eq", value: "West" }] }),
    aggregate("e2", 280.5),
  ];
  test.each([
    ["difference", -60.5],
    ["ratio", 220 / 280.5],
    ["share", 220 / 280.5],
    ["change", 60.5 / 220],
  ] as const)("%s follows from its sides", async (op, value) => {
    expect((await recompute(table, [compare(op, value), ...sides]))[0]).toMatchObject({ equal: true });
    expect((await recompute(table, [compare(op, -value), ...sides]))[0]).toMatchObject({ equal: false });
  });
  test("is not equal when a side is not, or is missing", async () => {
    const wrong = aggregate("e2", 281);
    const results = await recompute(table, [...sides.slice(0, 1), wrong, compare("share", 220 / 281)]);
    expect(results[2]).toMatchObject({ equal: false, reason: expect.stringContaining("e2") });
    expect((await recompute(table, [...sides.slice(0, 1), compare("share", 1)]))[1]).toMatchObject({ equal: false });
  });
});

describe("rows", () => {
  const rows = (changed: Partial<Extract<Evidence, { kind: "rows" }>>): Evidence => ({
    id: "e1",
    kind: "rows",
    label: "",
    where: [{ column: "sales", is: "lt", value: 0 }],
    count: 2,
    columns: ["id", "sales", "email"],
    rows: [{ row: 6, cells: ["6", "-40", "***@***.com"] }],
    ...changed,
  });
  test("are equal when each satisfies the condition and reads so, what is masked left out", async () => {
    expect(await one(rows({}))).toMatchObject({ equal: true });
  });
  test.each<[string, Partial<Extract<Evidence, { kind: "rows" }>>]>([
    ["a wrong count", { count: 3 }],
    ["a row that does not satisfy it", { rows: [{ row: 1, cells: ["1", "100", "ann@example.com"] }] }],
    ["a row that is not there", { rows: [{ row: 99, cells: ["6", "-40", null] }] }],
    ["a cell that reads otherwise", { rows: [{ row: 6, cells: ["6", "-41", "***@***.com"] }] }],
    ["a mask that hides another cell", { rows: [{ row: 6, cells: ["6", "-40", "***@***.org"] }] }],
    ["an empty cell that is not", { rows: [{ row: 6, cells: ["6", null, "***@***.com"] }] }],
    ["a row twice", { rows: [6, 6].map((row) => ({ row, cells: ["6", "-40", "***@***.com"] })) }],
    ["a column that is not there", { columns: ["id", "profit", "email"] }],
  ])("with %s are not", async (_, changed) => {
    expect(await one(rows(changed))).toMatchObject({ equal: false });
  });
});

test("a test that nobody can compute again is not equal", async () => {
  const evidence: Evidence = {
    id: "e1",
    kind: "test",
    label: "",
    name: "reading of tea leaves",
    statistic: 1,
    p: 0.01,
    p_adjusted: 0.02,
    n: 7,
    results: {},
    inputs: {},
  };
  expect(await one(evidence)).toMatchObject({ equal: false });
});
