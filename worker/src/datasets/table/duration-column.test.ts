import { describe, expect, it } from "vitest";
import { tableOf } from "./table.fixture.ts";

/** A table of 40 rows whose column of that name repeats these cells. */
const column = (name: string, ...cells: string[]) =>
  tableOf(`n,${name}\n${Array.from({ length: 40 }, (_, i) => `${i},${cells[i % cells.length]}`).join("\n")}\n`);

describe("durations", () => {
  it("are hours with a unit: three digits of hours, whatever the name", async () => {
    const table = await column("Span", "001:00", "000:45", " 012:30", "");
    expect(table.columns[1]).toMatchObject({ type: "number", storage: "DOUBLE", symbol: "h" });
    expect(await table.query("select v1 from t order by row limit 4")).toEqual([
      { v1: 1 },
      { v1: 0.75 },
      { v1: 12.5 },
      { v1: null },
    ]);
    expect(table.summaries[1]).toMatchObject({
      missing_count: 10,
      invalid_count: 0,
      numbers: { min: 0.75, max: 12.5 },
    });
    expect(table.source.decisions.map(({ decided }) => decided)).toContain("durations, kept in hours");
  });

  it("are hours, minutes and seconds past a day, or under a name that says so", async () => {
    const past = await column("x", "12:30:00", "36:00:36", "2:15:00.500");
    expect(past.columns[1]).toMatchObject({ storage: "DOUBLE", symbol: "h" });
    expect(past.summaries[1]?.numbers?.max).toBeCloseTo(36.01, 12);
    expect((await column("duration", "12:30:00", "01:00:00")).columns[1]).toMatchObject({ symbol: "h" });
    expect((await column("lead_time", "12:30:00", "01:00:00")).columns[1]).toMatchObject({ symbol: "h" });
  });

  it("are not times of day, nor what may be minutes and seconds", async () => {
    expect((await column("opened", "12:30:00", "01:00:00")).columns[1]?.type).toBe("time");
    expect((await column("opened", "12:30", "01:00")).columns[1]?.type).toBe("time");
    expect((await column("duration", "3:45", "59:12")).columns[1]?.storage).not.toBe("DOUBLE");
  });
});
