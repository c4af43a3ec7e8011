import { Profile } from "@plumbline/contracts";
import { describe, expect, it } from "vitest";
import { tableOf } from "../table/table.fixture.ts";
import { profileTable } from "./profile.ts";

const lines = (...rows: string[]) => `${rows.join("\n")}\n`;

/** Two years of orders, one a day, with a price that follows the size. */
const orders = lines(
  "order_id,ordered,region,size,price,total_sales,discount,customer_id",
  ...Array.from({ length: 730 }, (_, i) => {
    const size = (i * 7) % 13;
    const day = new Date(Date.UTC(2020, 0, 1 + i)).toISOString().slice(0, 10);
    return `${1000 + i},${day},${["North", "South", "East"][i % 3]},${size},${10 + 2 * size + (i % 2)},${size * 100},0.${i % 4},C${i % 90}`;
  }),
);

describe("profileTable", () => {
  it("keeps its contract and says the same twice", async () => {
    const table = await tableOf(orders);
    const first = await profileTable(table);
    expect(Profile.parse(JSON.parse(JSON.stringify(first)))).toEqual(first);
    await table.settle();
    expect(await profileTable(table)).toEqual(first);
  });

  it("counts cells as the definitions say", async () => {
    const profile = await profileTable(await tableOf(lines("a,b,c", "1,x,", "1,x,", "n/a,y,2", "3,-,2", "4, x ,2")));
    expect(profile).toMatchObject({ row_count: 5, column_count: 3, duplicate_row_count: 1, missing_cell_count: 4 });
    expect(profile.missing_share).toBeCloseTo(4 / 15, 12);
    expect(profile.quality_score).toBeCloseTo(100 - 30 * (4 / 15) - 10, 12);
    expect(profile.columns[0]).toMatchObject({
      count: 4,
      missing_count: 1,
      unique_count: 3,
      sum: 9,
      mean: 2.25,
      median: 2,
    });
    expect(profile.columns[0]?.std).toBeCloseTo(1.5, 12);
    expect(profile.columns[1]).toMatchObject({
      unique_count: 2,
      top: [
        { value: "x", count: 3 },
        { value: "y", count: 1 },
      ],
    });
  });

  it("gives numeric statistics from 98% of numbers on, whatever the role", async () => {
    const rows = (bad: number) => Array.from({ length: 100 }, (_, i) => `${i < bad ? "x7" : i},${i % 2},0${1000 + i}`);
    const two = await profileTable(await tableOf(lines("n,flag,zip", ...rows(2))));
    expect(two.columns[0]).toMatchObject({ invalid_count: 2, min: 2, max: 99 });
    expect(two.columns[1]).toMatchObject({ role: "flag", mean: 0.5 });
    expect(two.columns[2]).toMatchObject({
      role: "identifier",
      sum: 104_950,
      traits: expect.arrayContaining(["leading_zeros"]),
    });
    const three = await profileTable(await tableOf(lines("n,flag,zip", ...rows(3))));
    expect(three.columns[0]).toMatchObject({
      type: "text",
      sum: null,
      mean: null,
      traits: expect.arrayContaining(["mixed_numeric"]),
    });
  });

  it("types numbers with words among them as numbers but gives no statistics below 98%", async () => {
    const rows = Array.from({ length: 100 }, (_, i) => `${i < 4 ? "ERROR" : i},${i}`);
    const profile = await profileTable(await tableOf(lines("total,x", ...rows)));
    expect(profile.columns[0]).toMatchObject({ type: "integer", invalid_count: 4, sum: null, histogram: null });
  });

  it("finds what values are: e-mail, phone, URL, UUID", async () => {
    const rows = Array.from(
      { length: 60 },
      (_, i) =>
        `a${i}@example.org,(030) 555-${1000 + i},https://example.org/${i},123e4567-e89b-42d3-a456-4266141740${10 + i}`,
    );
    const profile = await profileTable(await tableOf(lines("mail,call,page,key", ...rows)));
    expect(profile.columns.map(({ traits, role }) => [traits.find((trait) => trait !== "unique"), role])).toEqual([
      ["email", "identifier"],
      ["phone", "identifier"],
      ["url", "text"],
      ["uuid", "identifier"],
    ]);
  });

  it("draws amounts over time and by group, strong pairs and distributions, the points adding up", async () => {
    const profile = await profileTable(await tableOf(orders));
    expect(profile.charts.length).toBeLessThanOrEqual(12);
    expect(new Set(profile.charts.map(({ id }) => id)).size).toBe(profile.charts.length);
    const total = profile.columns.find(({ name }) => name === "total_sales")?.sum;
    const line = profile.charts.find((chart) => chart.kind === "line");
    const bar = profile.charts.find((chart) => chart.kind === "bar");
    expect(line).toMatchObject({ columns: ["total_sales", "ordered"], query: { op: "sum" } });
    expect(line?.points.reduce((sum, { value }) => sum + (value ?? 0), 0)).toBeCloseTo(total ?? 0, 6);
    expect(bar).toMatchObject({ by: { column: "region" }, rest: null });
    expect(bar?.points.reduce((sum, { value }) => sum + (value ?? 0), 0)).toBeCloseTo(total ?? 0, 6);
    expect(profile.charts.some((chart) => chart.kind === "scatter" && chart.columns.includes("price"))).toBe(true);
    for (const chart of profile.charts) {
      if (chart.kind === "histogram") expect(chart.bins.reduce((a, b) => a + b, 0)).toBe(730);
    }
  });

  it("shows a period without rows as a gap, and as zero rows", async () => {
    const profile = await profileTable(
      await tableOf(
        lines(
          "day,sales",
          "2020-01-05,1",
          "2020-02-05,2",
          "2020-04-05,4",
          "2020-12-05,5",
          ...Array.from({ length: 8 }, (_, i) => `20${21 + i}-01-05,1`),
        ),
      ),
    );
    const lineOf = (id: string) => profile.charts.find((chart) => chart.kind === "line" && chart.id.includes(id));
    const [sales, rows] = [lineOf("line:sales"), lineOf("line:rows")];
    const march = (chart: typeof sales) =>
      chart?.kind === "line" ? chart.points.find(({ group }) => group === "2020-03")?.value : "none";
    expect(march(sales)).toBeNull();
    expect(march(rows)).toBe(0);
  });

  it("names the totals, entities and averages that matter, computed as the query says", async () => {
    const table = await tableOf(orders);
    const { kpis, columns } = await profileTable(table);
    expect(kpis.length).toBeLessThanOrEqual(6);
    expect(kpis[0]).toMatchObject({ label: "Rows", value: 730 });
    expect(kpis.find(({ query }) => query.op === "sum")).toMatchObject({
      query: { column: "total_sales" },
      value: columns[5]?.sum,
    });
    expect(kpis.find(({ query }) => query.op === "count_distinct")).toMatchObject({
      query: { column: "customer_id" },
      value: 90,
    });
    expect(kpis.some(({ query }) => query.op === "sum" && query.column === "discount")).toBe(false);
  });

  it("shows the first rows as they stand in the file", async () => {
    const { preview } = await profileTable(await tableOf(orders));
    expect(preview.rows).toHaveLength(50);
    expect(preview.rows[0]).toEqual(["1000", "2020-01-01", "North", "0", "10", "0", "0.0", "C0"]);
  });
});
