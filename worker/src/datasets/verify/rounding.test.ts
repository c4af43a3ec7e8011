import type { Evidence, Unit } from "@plumbline/contracts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatChange, formatPeriod, formatShare, formatValue } from "../write/format.ts";
import { checkProse } from "./claims.ts";
import { groupOf } from "./period.ts";

const holds = (text: string, value: number, unit: Unit): boolean => {
  const evidence: Evidence[] = [
    { id: "e1", kind: "aggregate", label: "", unit, query: { op: "sum", column: "Amount", filter: [] }, value },
  ];
  const { unmatched, claims } = checkProse(
    { title: text, summary: "", next_steps: [] },
    evidence,
    { columns: [], evidence },
    { row_count: 1, columns: [] },
  );
  return unmatched.length === 0 && claims.length === 1;
};

const units: Unit[] = [
  { kind: "number" },
  { kind: "number", symbol: "rpm" },
  { kind: "number", symbol: "K" },
  { kind: "number", symbol: "%" },
  { kind: "currency", symbol: "USD" },
  { kind: "currency", symbol: "CHF" },
  { kind: "ratio" },
  { kind: "share" },
  { kind: "percent_change" },
  { kind: "percentage_points" },
  { kind: "duration_days" },
];
const measures = fc.oneof(
  fc.integer({ min: -1e9, max: 1e9 }).map((n) => n / 97),
  fc.double({ min: -10, max: 10, noNaN: true }).map((value) => (Math.abs(value) < 1e-200 ? 0 : value)),
  fc.integer({ min: -100_000, max: 100_000 }).map((n) => n / 1000),
  fc.double({ min: 1e8, max: 1e12, noNaN: true }),
);
/** Where the sign is not in the text, prose has a verb for it. */
const positive: readonly string[] = ["share", "ratio", "duration_days"];

describe("what format.ts writes", () => {
  test("is borne out by the value it was written from, whatever value and unit", () => {
    fc.assert(
      fc.property(measures, fc.constantFrom(...units), (value, unit) => {
        // A trillion percent is nobody's share: beyond what a double can hold to one decimal, nothing is promised.
        const size = unit.symbol === "%" || unit.kind.startsWith("perc") || unit.kind === "share" ? value % 1e6 : value;
        const told = positive.includes(unit.kind) ? Math.abs(size) : size;
        expect({
          text: formatValue(told, unit),
          holds: holds(`It is ${formatValue(told, unit)} in all`, told, unit),
        }).toMatchObject({ holds: true });
      }),
      { numRuns: 2000, examples: [[857_527_226_775.4983, { kind: "ratio" }]] },
    );
  });

  test("is not borne out by a value that would be written otherwise", () => {
    fc.assert(
      fc.property(measures, measures, fc.constantFrom(...units), (a, b, unit) => {
        const [shown, other] = positive.includes(unit.kind) ? [Math.abs(a), Math.abs(b)] : [a, b];
        fc.pre(!/under|over|illion/.test(formatValue(shown, unit)) && shown !== 0);
        // Between them lies more than one step of the last digit shown, whatever zeros were left out; and more than 0.6%.
        const digits = /\.(\d+)/.exec(formatValue(shown, unit))?.[1]?.length ?? 0;
        const step = 10 ** -digits * (unit.kind === "share" || unit.kind === "percent_change" ? 0.01 : 1);
        fc.pre(Math.abs(shown - other) > Math.max(0.006 * Math.abs(shown), step));
        fc.pre(!(unit.kind === "ratio" && Math.abs(shown - other) < 0.6));
        expect({
          text: formatValue(shown, unit),
          other,
          holds: holds(`It is ${formatValue(shown, unit)} in all`, other, unit),
        }).toMatchObject({ holds: false });
      }),
      { numRuns: 2000 },
    );
  });

  test("keeps one digit apart from the next one", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999 }), (n) => {
        expect(holds(`There are ${n.toLocaleString("en-US")} in all`, n, { kind: "count" })).toBe(true);
        expect(holds(`There are ${n.toLocaleString("en-US")} in all`, n + 1, { kind: "count" })).toBe(false);
        expect(holds(`There are ${n.toLocaleString("en-US")} in all`, n - 1, { kind: "count" })).toBe(false);
      }),
    );
  });

  test("a change holds with its own verb and fails with the other one", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 9, noNaN: true }), fc.boolean(), (size, up) => {
        const value = up ? size : -size;
        const unit: Unit = { kind: "percent_change" };
        expect(holds(`It ${up ? "rose" : "fell"} ${formatShare(size)}`, value, unit)).toBe(true);
        expect(holds(`It ${up ? "fell" : "rose"} ${formatShare(size)}`, value, unit)).toBe(false);
        expect(holds(`The change is ${formatChange(value)}`, value, unit)).toBe(true);
        expect(holds(`The change is ${formatChange(-value)}`, value, unit)).toBe(false);
      }),
    );
  });

  test("a period of any grain is found again, and no other one", () => {
    const instants = fc.integer({ min: Date.UTC(1971, 0, 1), max: Date.UTC(2099, 0, 1) });
    fc.assert(
      fc.property(
        instants,
        instants,
        fc.constantFrom("hour", "day", "week", "month", "quarter", "year" as const),
        (at, other, grain) => {
          const named = (of: number): boolean => {
            const evidence: Evidence[] = [
              {
                id: "e1",
                kind: "series",
                label: "",
                query: { op: "count", filter: [] },
                by: { column: "At", grain },
                points: [{ group: groupOf(of, grain), value: 7 }],
              },
            ];
            return (
              checkProse(
                { title: `It was 7 in ${formatPeriod(groupOf(at, grain), grain)}`, summary: "", next_steps: [] },
                evidence,
                { columns: [], evidence },
                { row_count: 1, columns: [] },
              ).unmatched.length === 0
            );
          };
          expect({
            group: groupOf(at, grain),
            text: formatPeriod(groupOf(at, grain), grain),
            named: named(at),
          }).toMatchObject({ named: true });
          fc.pre(groupOf(at, grain) !== groupOf(other, grain));
          expect(named(other)).toBe(false);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

test("a tie may be rounded away from zero or to even, and no other way", () => {
  const number: Unit = { kind: "number" };
  expect([
    holds("It is 3", 2.5, number),
    holds("It is 2", 2.5, number),
    holds("It is 4", 3.5, number),
    holds("It is 3", 3.5, number),
  ]).toEqual([true, true, true, false]);
});
