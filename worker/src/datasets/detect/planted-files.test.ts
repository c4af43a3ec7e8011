import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Finding } from "@plumbline/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { profileTable } from "../profile/profile.ts";
import { openTable } from "../table/open.ts";
import type { Table } from "../table/table.ts";
import { timeWriters } from "../write/time/index.ts";
import { type DetectSettings, detect } from "./index.ts";
import { type Plant, type PlantedOptions, plantedCsv } from "./planted.fixture.ts";
import { recomputeTest } from "./recompute-test.ts";
import { aggregateSql } from "./statistics/query.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plumbline-planted-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function withTable<T>(options: Partial<PlantedOptions>, use: (table: Table) => Promise<T>): Promise<T> {
  const path = join(folder, "planted.csv");
  const noise = { seed: 1, rows: 3000, days: 365, amounts: "normal" as const, regular: false };
  await writeFile(path, plantedCsv({ plant: { kind: "none" }, ...noise, ...options }));
  const table = await openTable(path, { file_name: "planted.csv" });
  try {
    return await use(table);
  } finally {
    table.close();
  }
}

async function detectIn(table: Table, settings?: DetectSettings): Promise<Finding[]> {
  const { signal } = new AbortController();
  const { findings, broken } = await detect({
    table,
    profile: await profileTable(table, signal),
    signal,
    ...(settings && { settings }),
  });
  // A detector that breaks off is left out of a run, but not of a test.
  expect(broken).toEqual([]);
  return findings;
}

const findingsOf = (options: Partial<PlantedOptions>): Promise<Finding[]> =>
  withTable(options, (table) => detectIn(table));

const planted: [string, Plant, Partial<PlantedOptions>, Finding["kind"]][] = [
  ["a rise of 50% over a year", { kind: "trend", size: 0.5 }, {}, "trend"],
  ["a fall of 30% over three years", { kind: "trend", size: -0.3 }, { days: 1200 }, "trend"],
  ["a level 25% higher for the last two fifths", { kind: "shift", size: 0.25, at: 0.6 }, {}, "level_shift"],
  ["a level a fifth lower, skewed", { kind: "shift", size: -0.2, at: 0.4 }, { amounts: "lognormal" }, "level_shift"],
  ["a rise of half that turns back", { kind: "turn", size: 0.5, at: 0.5 }, { days: 1200 }, "level_shift"],
  ["weekends 40% higher", { kind: "weekend", size: 0.4 }, {}, "seasonality"],
  ["November and December 50% higher, for three years", { kind: "autumn", size: 0.5 }, { days: 1200 }, "seasonality"],
  ["one day at four times its amounts", { kind: "spike", size: 3 }, {}, "spike"],
  ["ten days without rows", { kind: "gap", days: 10 }, {}, "time_gap"],
  ["a rise that is one region's alone", { kind: "driver", size: 1 }, {}, "change_driver"],
];

describe("detect on planted files", () => {
  it.each(planted)("finds %s", async (_, plant, options, kind) => {
    const findings = await findingsOf({ seed: 11, plant, ...options });
    expect(findings.map((finding) => finding.kind)).toContain(kind);
  });

  it("names the day of a spike, the days of a gap and the region behind a rise", async () => {
    const spike = (await findingsOf({ seed: 42, plant: { kind: "spike", size: 9 } })).find((f) => f.kind === "spike");
    expect(spike?.facts.at).toBe("2022-08-10");
    const gap = (await findingsOf({ seed: 42, plant: { kind: "gap", days: 10 } })).find((f) => f.kind === "time_gap");
    expect(gap?.facts.span).toBe("4 to 13 July 2022");
    const driver = (await findingsOf({ seed: 42, plant: { kind: "driver", size: 1 } })).find(
      (f) => f.kind === "change_driver",
    );
    expect(driver?.facts).toMatchObject({ by: "region", category: "West" });
  });

  it("rests every finding on evidence that the table gives again, told in at most 45 words", async () => {
    for (const [what, plant, options, kind] of planted) {
      await withTable({ seed: 42, plant, ...options }, async (table) => {
        const findings = await detectIn(table);
        expect(
          findings.map((finding) => finding.kind),
          what,
        ).toContain(kind);
        for (const finding of findings) {
          await expectSameAgain(table, finding);
          expectReadable(finding);
        }
      });
    }
  });

  it("says the same of the same file", async () => {
    const plant = { kind: "shift", size: 0.25, at: 0.6 } as const;
    expect(await findingsOf({ seed: 5, plant })).toEqual(await findingsOf({ seed: 5, plant }));
  });
});

describe("detect on noise", () => {
  const noise = [
    { amounts: "normal", rows: 1500, days: 365 },
    { amounts: "lognormal", rows: 600, days: 900 },
    { amounts: "pareto", rows: 2000, days: 200 },
    { amounts: "lognormal", days: 400, regular: true },
    { amounts: "normal", rows: 80, days: 60 },
  ] as const;

  it("finds nothing in at least 19 of 20 files of every kind of noise, and says what it looked for", async () => {
    const told: string[] = [];
    for (const options of noise)
      for (let seed = 1; seed <= 4; seed++) {
        const findings = await findingsOf({ ...options, seed });
        if (findings[0]?.kind !== "nothing_found") told.push(findings.map((f) => f.key).join(" "));
        else expect(findings).toHaveLength(1);
      }
    expect(told.length, told.join("\n")).toBeLessThanOrEqual(1);
  });

  it("is as sure as the tenant's settings demand", async () => {
    await withTable({ seed: 2, plant: { kind: "trend", size: 0.5 } }, async (table) => {
      expect((await detectIn(table)).map(({ kind }) => kind)).toContain("trend");
      const sure = await detectIn(table, { max_insights: 12, false_discovery_rate: 1e-300 });
      expect(sure.map(({ kind }) => kind)).toEqual(["nothing_found"]);
    });
  });

  it("has one finding for a file of noise, with the number of tests as evidence", async () => {
    const [finding] = await findingsOf({ seed: 3 });
    expect(finding).toMatchObject({ kind: "nothing_found", severity: "info", score: 0 });
    const test = finding?.evidence.find((e) => e.kind === "test");
    expect(test).toMatchObject({ name: "benjamini_hochberg", results: { false_discovery_rate: 0.05 } });
    expect(test?.kind === "test" && test.n).toBeGreaterThan(20);
    expect(finding?.facts.looked_for).toEqual(expect.arrayContaining(["trend", "seasonality", "spike", "time_gap"]));
  });
});

function expectReadable(finding: Finding): void {
  const words = timeWriters[finding.kind]?.(finding);
  if (!words) return;
  expect(words.summary.split(/\s+/).length, words.summary).toBeLessThanOrEqual(45);
  expect(words.title).not.toMatch(/\.$/);
  expect(`${words.title} ${words.summary}`).not.toMatch(/NaN|undefined|Infinity/);
  expect(words.next_steps.length).toBeGreaterThan(0);
}

async function expectSameAgain(table: Table, finding: Finding): Promise<void> {
  expect(finding.evidence.map((e) => e.id)).toEqual(finding.evidence.map((_, i) => `e${i + 1}`));
  for (const evidence of finding.evidence) {
    if (evidence.kind === "test") {
      const again = await recomputeTest(table, evidence);
      expect(again?.statistic, `${finding.key} ${evidence.name}`).toBeCloseTo(evidence.statistic, 6);
      expect(Object.keys(again?.results ?? {})).toEqual(Object.keys(evidence.results));
    }
    if (evidence.kind === "aggregate") {
      const [row] = await table.query<{ value: number | null }>(aggregateSql(evidence.query, table));
      expect(row?.value ?? 0).toBeCloseTo(evidence.value, 6);
    }
    if (evidence.kind === "series") {
      const rows = await table.query<{ g: string; value: number }>(aggregateSql(evidence.query, table, evidence.by));
      const known = new Map(rows.map((row) => [row.g, row.value]));
      for (const { group, value } of evidence.points)
        if (value === null) expect(known.has(group)).toBe(false);
        else expect(known.get(group), `${finding.key} ${group}`).toBeCloseTo(value, 6);
    }
  }
}
