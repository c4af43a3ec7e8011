import { expect, test } from "vitest";
import { writeDeterministic } from "../../write/deterministic.ts";
import { candidateOf, cells, detectIn } from "../cross/generated.fixture.ts";
import type { Candidate } from "../detector.ts";
import { Random } from "../statistics/random.fixture.ts";
import { detectors } from "./index.ts";

const day = 86_400_000;
const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
const words = (it: Candidate) =>
  writeDeterministic({ ...it, severity: "minor", score: 0.5, evidence: it.evidence, facts: it.facts });

test("a rise without exception is a trend, however smooth it is", async () => {
  const r = new Random(41);
  const found = await detectIn(
    {
      month: cells(720, (i) => dateOf(Date.UTC(1958, i, 1))),
      co2: cells(720, (i) => 315 + 0.06 * i + 0.00009 * i * i + 3 * Math.sin((i / 6) * Math.PI) + r.normal(0, 0.3)),
    },
    detectors,
  );
  expect(candidateOf(found, "trend:month:co2").p).toBeLessThan(1e-3);
});

test("an hour with hardly any rows is not called the highest", async () => {
  const r = new Random(43);
  const at = cells(4000, (i) => {
    const hour = i % 400 === 0 ? 3 : 6 + r.below(16);
    return `${dateOf(Date.UTC(2001, 0, 1) + Math.floor(i / 45) * day)} ${String(hour).padStart(2, "0")}:${String(10 + r.below(50))}:00`;
  });
  const delay = cells(4000, (i) => {
    const hour = Number(String(at[i]).slice(11, 13));
    return (hour === 3 ? 120 : hour) + r.normal(0, 4);
  });
  const season = candidateOf(await detectIn({ at, delay }, detectors), "seasonality:at:delay:hour_of_day");
  expect(season.facts).toMatchObject({ high: "21:00", low: "06:00" });
  expect(words(season).summary).toContain("03:00 has too few rows");
});

test("a temperature has no percentages, and its means no plan", async () => {
  const r = new Random(44);
  const found = await detectIn(
    {
      date: cells(1461, (i) => dateOf(Date.UTC(2012, 0, 1) + i * day)),
      temp_max: cells(1461, (i) => 14 + i / 400 + 9 * Math.sin((i / 365.25) * 2 * Math.PI) + r.normal(0, 1)),
    },
    detectors,
  );
  const { title, summary, next_steps } = words(candidateOf(found, "trend:date:temp_max"));
  expect(`${title} ${summary}`).not.toContain("%");
  expect(next_steps.join(" ")).not.toContain("plan");
});

test("a month cut off by a gap is told once, as the gap", async () => {
  const r = new Random(45);
  const last = Date.UTC(2020, 8, 30);
  const found = await detectIn(
    {
      date: cells(4000, (i) =>
        dateOf(i % 500 === 0 ? last + (40 + r.below(40)) * day : Date.UTC(2018, 0, 1) + r.below(1000) * day),
      ),
      amount: cells(4000, () => r.normal(100, 20)),
    },
    detectors,
  );
  expect(found.candidates.filter((c) => c.kind === "spike")).toEqual([]);
});

test("one year of weather is no trend that turned", async () => {
  const r = new Random(46);
  const found = await detectIn(
    {
      date: cells(365, (i) => dateOf(Date.UTC(2010, 0, 1) + i * day)),
      sunshine: cells(365, (i) => 6 - 4 * Math.cos((i / 365) * 2 * Math.PI) + r.normal(0, 0.6)),
    },
    detectors,
  );
  expect(found.candidates.map((c) => c.key).filter((key) => key.endsWith(":turn"))).toEqual([]);
});
