import type { Finding } from "@plumbline/contracts";
import { expect, test } from "vitest";
import { cells, detectOn, type Generated, withTable } from "../../detect/cross/generated.fixture.ts";
import { recomputeCrossTest } from "../../detect/cross/recompute-test.ts";
import { Random } from "../../detect/statistics/random.fixture.ts";
import { checkProse } from "../../verify/claims.ts";
import { recompute } from "../../verify/recompute.ts";
import { languageFaults } from "../language.ts";
import { crossWriters } from "./index.ts";

const n = 1500;

/** A shop whose files have many things to say. */
function shop(seed: number): Generated {
  const r = new Random(seed);
  const region = cells(n, () => r.pick(["North", "South", "East", "West"]));
  const discount = cells(n, () => r.pick([0, 0.1, 0.2, 0.3, 0.5]));
  const quantity = cells(n, (i) => (i % 250 === 7 ? -2 : 1 + r.below(9)));
  const price = cells(n, () => Math.round(r.lognormal(3, 0.4) * 100) / 100);
  const day = (offset: number) => new Date(Date.UTC(2021, 0, 1) + offset * 86_400_000).toISOString().slice(0, 10);
  const start = cells(n, () => r.below(600)).map(Number);
  return {
    order_id: cells(n, (i) => `ORD-${i === 900 ? 12 : i}`),
    start_date: start.map(day),
    end_date: cells(n, (i) => day((start[i] ?? 0) + (i % 300 === 9 ? -5 : 1 + r.below(9)))),
    region: cells(n, (i) => (i % 150 === 4 ? "UNKNOWN" : i % 150 === 5 ? "north" : (region[i] ?? null))),
    customer: cells(n, (i) => (i % 3 === 0 ? `Shop ${r.below(3)}` : `Shop ${r.below(90)}`)),
    discount,
    quantity,
    price,
    total: cells(n, (i) =>
      i % 60 === 2 ? null : Math.round(Number(price[i]) * Number(quantity[i]) * (i % 100 === 3 ? 1.5 : 1) * 100) / 100,
    ),
    profit: cells(n, (i) => r.normal(Number(discount[i]) > 0.2 ? -60 : 80, 50)),
    weight: cells(n, (i) => (i % 500 === 11 ? 4000 + i : r.normal(region[i] === "East" ? 70 : 50, 8))),
    churned: cells(n, (i) => (r.chance(region[i] === "West" ? 0.5 : 0.1) ? 1 : 0)),
    age: cells(n, (i) => (i % 70 === 1 ? 999 : 18 + r.below(60))),
    score: cells(n, (i) => (region[i] === "South" && r.chance(0.6) ? null : Number(price[i]) + r.normal(0, 5))),
  };
}

const findings = (columns: Generated) =>
  withTable(columns, async (table) => {
    const { candidates } = await detectOn(table);
    const told = [];
    for (const { key, kind, columns, facts, evidence, effect } of candidates) {
      const finding: Finding = { key, kind, severity: "minor", score: effect, columns, facts, evidence };
      const words = crossWriters[kind]?.(finding);
      if (!words) throw new Error(`no words for ${kind}`);
      const names = { row_count: table.row_count, columns: table.columns.map((c) => c.name) };
      const wrong = (
        await recompute(
          table,
          evidence.filter((e) => e.kind !== "test"),
        )
      ).filter((r) => !r.equal);
      const tests = [];
      for (const one of evidence) {
        if (one.kind !== "test") continue;
        const again = await recomputeCrossTest(table, one);
        tests.push({ claimed: { statistic: one.statistic, p: one.p, n: one.n, results: one.results }, again });
      }
      const faults = [
        ...languageFaults(words, finding),
        ...checkProse(words, evidence, finding, names).unmatched.map((u) => `${u.field}: ${u.text}: ${u.reason}`),
      ];
      told.push({
        key,
        kind,
        faults: faults.map((f) => `${key}: ${f}`),
        wrong: wrong.map((w) => `${key} ${w.evidence_id}: ${w.reason}`),
        tests,
      });
    }
    return told;
  });

test("every finding of a file with many has words that keep the house rules and whose every number is in its evidence", async () => {
  const told = [...(await findings(shop(1))), ...(await findings(shop(2)))];
  expect(new Set(told.map((t) => t.kind)).size).toBeGreaterThanOrEqual(6);
  expect(told.flatMap((t) => t.faults)).toEqual([]);
});

test("every piece of evidence is equal when it is computed again, tests included", async () => {
  const told = await findings(shop(3));
  expect(told.flatMap((t) => t.wrong)).toEqual([]);
  for (const { claimed, again } of told.flatMap((t) => t.tests)) expect(again).toMatchObject(claimed);
});

test("a part that loses what the rest earns is told with its rows, both totals and the share lost", async () => {
  const words = await withTable(
    {
      discount: cells(300, (i) => (i % 5 === 0 ? 0.4 : (i % 3) / 10)),
      profit: cells(300, (i) => (i % 5 === 0 ? -10 - (i % 4) : 20 + (i % 7))),
    },
    async (table) => {
      const { candidates } = await detectOn(table);
      const flip = candidates.find((c) => c.key === "sign_flip:profit:discount");
      if (!flip) throw new Error("no sign flip");
      return crossWriters.group_difference?.({ ...flip, severity: "critical", score: 1 });
    },
  );
  // 60 rows of -10 to -13 and 240 rows of 20 to 26.
  expect(words?.title).toBe("profit totals -690 where discount is above 20%, against 5,520 for the rest");
  expect(words?.summary).toBe("60 of 300 rows (20%) have discount above 20%. They lose 12.5% of what the rest earns.");
});
