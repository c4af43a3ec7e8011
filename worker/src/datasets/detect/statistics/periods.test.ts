import { Grain } from "@plumbline/contracts";
import { describe, expect, it } from "vitest";
import { addPeriods, day, iso, periodLabel, periodStart, periodsBetween, phaseIndex, phases, time } from "./periods.ts";

describe("periods", () => {
  it("labels periods in the documented format", () => {
    const at = time("2017-03-02T14:05:09");
    expect(Grain.options.map((grain) => periodLabel(at, grain))).toEqual([
      "2017-03-02T14",
      "2017-03-02",
      "2017-W09",
      "2017-03",
      "2017-Q1",
      "2017",
    ]);
  });

  it("gives the days around New Year to their ISO weeks", () => {
    const weeks = {
      "2016-01-03": "2015-W53",
      "2018-12-31": "2019-W01",
      "2021-01-03": "2020-W53",
      "2022-01-02": "2021-W52",
    };
    for (const [date, week] of Object.entries(weeks)) expect(periodLabel(time(date), "week")).toBe(week);
  });

  it("starts, counts and steps periods consistently at every grain", () => {
    const from = time("2015-12-28T10:30:00");
    for (const grain of Grain.options) {
      const starts = periodsBetween(from, from + 400 * day, grain);
      expect(starts[0]).toBe(periodStart(from, grain));
      for (const [i, start] of starts.entries()) {
        expect(periodStart(start, grain)).toBe(start);
        expect(starts[i + 1] ?? addPeriods(start, grain, 1)).toBe(addPeriods(start, grain, 1));
        expect(periodStart(addPeriods(start, grain, 1) - 1, grain)).toBe(start);
      }
      expect(new Set(starts.map((start) => periodLabel(start, grain))).size).toBe(starts.length);
    }
  });

  it("names phases from Monday, January and midnight", () => {
    const at = time("2017-11-27 23:59:00");
    expect(phases.day_of_week[phaseIndex(at, "day_of_week")]).toBe("Monday");
    expect(phases.month_of_year[phaseIndex(at, "month_of_year")]).toBe("November");
    expect(phases.hour_of_day[phaseIndex(at, "hour_of_day")]).toBe("23:00");
  });

  it("writes midnight as a date, other moments with their time", () => {
    expect(iso(time("2017-03-02"))).toBe("2017-03-02");
    expect(iso(time("2017-03-02T14:00:00"))).toBe("2017-03-02T14:00:00");
    expect(time("2017-03-02 14:00:00")).toBe(time("2017-03-02T14:00:00+00"));
  });
});
