import { describe, expect, test } from "vitest";
import { formatGroup, formatPeriod } from "./format-group.ts";
import { formatExact, formatTick, formatValue } from "./format-unit.ts";

describe("a value is written as its unit says", () => {
  test.each([
    [0.18, { kind: "share" }, "18%"],
    [0.145, { kind: "share" }, "14.5%"],
    [-0.032, { kind: "percentage_points" }, "-3.2 percentage points"],
    [0.05, { kind: "percent_change" }, "+5%"],
    [2.1, { kind: "ratio" }, "2.1 times"],
    [1, { kind: "duration_days" }, "1 day"],
    [-135_376.06, { kind: "currency", symbol: "USD" }, "-$135,376"],
    [12, { kind: "currency", symbol: "CHF" }, "CHF 12"],
    [45.2, { kind: "number", symbol: "rpm" }, "45.2 rpm"],
    [21.5, { kind: "number", symbol: "°C" }, "21.5°C"],
    [9994, { kind: "count" }, "9,994"],
    [Date.UTC(2017, 2, 2), { kind: "date" }, "2 Mar 2017"],
  ] as const)("%s as %o is %s", (value, unit, text) => {
    expect(formatValue(value, unit)).toBe(text);
  });

  test("exactly, where evidence is shown", () => {
    expect(formatExact(-135_376.0555, { kind: "number" })).toBe("-135,376.0555");
    expect(formatExact(0.43874058863791926, { kind: "share" })).toBe("43.8740588638%");
    expect(formatExact(4.946e-26)).not.toBe("0");
  });

  test("shortly on an axis", () => {
    expect(formatTick(120_000)).toBe("120K");
    expect(formatTick(80_000, { kind: "currency", symbol: "USD" })).toBe("$80K");
    expect(formatTick(0.4, { kind: "share" })).toBe("40%");
    expect(formatTick(40, { kind: "number", symbol: "rpm" })).toBe("40");
  });

  test("and what is no number is a dash", () => {
    expect(formatValue(null)).toBe("–");
    expect(formatValue(Number.NaN, { kind: "share" })).toBe("–");
  });
});

test.each([
  ["2017", "2017"],
  ["2017-Q2", "Q2 2017"],
  ["2017-03", "Mar 2017"],
  ["2017-W09", "W9 2017"],
  ["2017-03-02", "2 Mar 2017"],
  ["2017-03-02T14", "2 Mar 2017, 14:00"],
  ["2017-13", "2017-13"],
  ["West", "West"],
])("the period %s reads %s", (group, text) => {
  expect(formatPeriod(group)).toBe(text);
});

test("a value of a column is never taken for a period", () => {
  expect(formatGroup("2017-03", { column: "Batch" })).toBe("2017-03");
  expect(formatGroup("2017-03", { column: "Date", grain: "month" })).toBe("Mar 2017");
});
