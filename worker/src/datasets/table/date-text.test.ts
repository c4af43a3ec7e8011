import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Database } from "./database.ts";
import { dateFormOf, dateSql } from "./date-text.ts";
import { quote } from "./table.ts";

let database: Database;
beforeAll(async () => {
  database = await Database.open({ file: null, memory_bytes: 1e8, threads: 1, spill_directory: null, spill_bytes: 0 });
});
afterAll(() => database.close());

async function read(text: string, order: "day_first" | "month_first" = "month_first"): Promise<unknown> {
  const form = dateFormOf(text);
  if (!form) return "no date";
  const [row] = await database.rows(`select ${dateSql("x", [form], order)} from (select ${quote(text)} as x)`);
  return row?.[0];
}

describe("dates in texts", () => {
  it.each([
    ["2017-03-02", "2017-03-02T00:00:00"],
    ["2017/3/2 4:05", "2017-03-02T04:05:00"],
    ["2017-03-02T14:05:06.250", "2017-03-02T14:05:06.250"],
    ["2020-01-01T10:00:00+02:00", "2020-01-01T08:00:00"],
    ["2020-01-01 10:00 -0530", "2020-01-01T15:30:00"],
    ["2020-01-01T10:00:00Z", "2020-01-01T10:00:00"],
    ["3/4/2017", "2017-03-04T00:00:00"],
    ["31/12/2017", "2017-12-31T00:00:00"],
    ["1/2/98 8:00", "1998-01-02T08:00:00"],
    ["12/31/1999 11:59:59 PM", "1999-12-31T23:59:59"],
    ["Jun 12 1998", "1998-06-12T00:00:00"],
    ["12 March 2019 10:00", "2019-03-12T10:00:00"],
    ["12-Mar-19", "2019-03-12T00:00:00"],
    ["AUG 07 1998", "1998-08-07T00:00:00"],
    ["October 1, 2010 12:30 AM", "2010-10-01T00:30:00"],
    ["2017 Q3", "2017-07-01T00:00:00"],
    ["Jan 2017", "2017-01-01T00:00:00"],
    ["2017-05", "2017-05-01T00:00:00"],
    ["14:05", "14:05:00"],
    ["1:02 pm", "13:02:00"],
    ["2017-02-30", null],
    ["13/13/2017", null],
    ["infinity", "no date"],
    ["epoch", "no date"],
    ["12345", "no date"],
    ["hello", "no date"],
  ])("reads %j as %j", async (text, iso) => {
    expect(await read(text)).toBe(iso);
  });

  it("reads day before month where that is the order", async () => {
    expect(await read("3/4/2017", "day_first")).toBe("2017-04-03T00:00:00");
    expect(await read("03.04.17", "day_first")).toBe("2017-04-03T00:00:00");
  });

  it("gives back any day that was written in any of the usual ways", async () => {
    const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    const day = fc.date({ min: new Date("1970-01-01"), max: new Date("2068-12-31"), noInvalidDate: true });
    await fc.assert(
      fc.asyncProperty(day, fc.nat(4), async (date, way) => {
        const [y, m, d] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
        const text = [
          date.toISOString().slice(0, 10),
          `${m}/${d}/${y}`,
          `${d} ${months[m - 1]} ${y}`,
          `${months[m - 1]} ${d}, ${y}`,
          `${m}/${d}/${String(y).slice(2)}`,
        ][way];
        expect(await read(text ?? "")).toBe(`${date.toISOString().slice(0, 10)}T00:00:00`);
      }),
      { numRuns: 60 },
    );
  });
});
