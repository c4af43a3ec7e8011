import type { Unit } from "@plumbline/contracts";
import { describe, expect, test } from "vitest";
import { formatChange, formatCount, formatPeriod, formatRow, formatShare, formatValue, list } from "./format.ts";
import { nameInProse } from "./name-in-prose.ts";

describe("a value reads", () => {
  test.each<[number, Unit | undefined, string]>([
    [0, undefined, "0"],
    [12, undefined, "12"],
    [612_400, undefined, "612,400"],
    [1234.56, undefined, "1,235"],
    [123.456, undefined, "123.5"],
    [12.345, undefined, "12.3"],
    [1.2345, undefined, "1.23"],
    [0.012345, undefined, "0.0123"],
    [-0.5, undefined, "-0.5"],
    [1e-9, undefined, "1e-9"],
    [4.567e9, undefined, "4.57 billion"],
    [9_994, { kind: "count" }, "9,994"],
    [0.18, { kind: "share" }, "18%"],
    [-0.18, { kind: "percent_change" }, "-18%"],
    [0.032, { kind: "percent_change" }, "+3.2%"],
    [-0.012, { kind: "percentage_points" }, "-1.2 percentage points"],
    [0.01, { kind: "percentage_points" }, "1 percentage point"],
    [2.13, { kind: "ratio" }, "2.1 times"],
    [17.6, { kind: "ratio" }, "18 times"],
    [612_400, { kind: "currency", symbol: "USD" }, "$612,400"],
    [-12.5, { kind: "currency", symbol: "EUR" }, "-€12.50"],
    [1234, { kind: "currency", symbol: "CHF" }, "CHF 1,234"],
    [45.25, { kind: "number", symbol: "rpm" }, "45.3 rpm"],
    [45.25, { kind: "number", symbol: "%" }, "45.3%"],
    [12, { kind: "duration_days" }, "12 days"],
    [1, { kind: "duration_days" }, "1 day"],
    [Date.UTC(2017, 2, 2), { kind: "date" }, "2 March 2017"],
    [Date.UTC(2017, 2, 2, 14), { kind: "date" }, "2 March 2017, 14:00"],
    [70.835, { kind: "share" }, "7,084%"],
    [Number.NaN, undefined, "not a number"],
  ])("%d as %o: %s", (value, unit, text) => {
    expect(formatValue(value, unit)).toBe(text);
  });
});

test("a share is never shown as none or all when it is not", () => {
  expect([0, 0.0004, 0.002, 0.1823, 0.9996, 1, 3.451].map(formatShare)).toEqual([
    "0%",
    "under 0.1%",
    "0.2%",
    "18.2%",
    "over 99.9%",
    "100%",
    "345.1%",
  ]);
});

test("a change has its sign", () => {
  expect([0.18, -0.18, 0, -0.0001].map(formatChange)).toEqual(["+18%", "-18%", "0%", "a fall of under 0.1%"]);
});

test("counts, rows, lists and names read as prose", () => {
  expect([formatCount(9994), formatRow(1234), list([]), list(["a"]), list(["a", "b"]), list(["a", "b", "c"])]).toEqual([
    "9,994",
    "row 1,234",
    "",
    "a",
    "a and b",
    "a, b and c",
  ]);
  expect(["West", "2017", "5 orders", "No", "Second Class"].map(nameInProse)).toEqual([
    "West",
    '"2017"',
    '"5 orders"',
    '"No"',
    "Second Class",
  ]);
});

test("periods read as a calendar has them, and anything else stays", () => {
  expect([
    formatPeriod("2017", "year"),
    formatPeriod("2017-Q2", "quarter"),
    formatPeriod("2017-03", "month"),
    formatPeriod("2017-W09", "week"),
    formatPeriod("2017-03-02", "day"),
    formatPeriod("2017-03-02T14", "hour"),
    formatPeriod("Monday", "day"),
  ]).toEqual(["2017", "Q2 2017", "March 2017", "week 9 of 2017", "2 March 2017", "2 March 2017, 14:00", "Monday"]);
});
