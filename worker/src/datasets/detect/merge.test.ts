import { describe, expect, it } from "vitest";
import type { Candidate } from "./detector.ts";
import { merge } from "./merge.ts";
import { scoreOf, severityOf } from "./severity.ts";

const candidate = (key: string, more: Partial<Candidate> = {}): Candidate => ({
  key,
  kind: "trend",
  columns: [key, "date"],
  facts: {},
  evidence: [],
  p: 0.001,
  effect: 0.5,
  moved: 0.2,
  ...more,
});
const keys = (candidates: Candidate[]): string[] =>
  merge(candidates.map((one) => ({ candidate: one, score: scoreOf(severityOf(one), one.effect) }))).map(
    (one) => one.candidate.key,
  );

describe("merge", () => {
  it("tells one cause once: the lead if one is named, else the best ranked", () => {
    expect(
      keys([candidate("rows", { cause: "c", lead: 0.7, effect: 0.9 }), candidate("sales", { cause: "c", lead: 1 })]),
    ).toEqual(["sales"]);
    expect(keys([candidate("a", { cause: "c" }), candidate("b", { cause: "c", effect: 0.9 })])).toEqual(["b"]);
  });

  it("tells the driver rather than the level shift it explains", () => {
    const shift = candidate("shift", { kind: "level_shift", columns: ["sales", "date"], moved: 0.9 });
    expect(keys([shift, candidate("driver", { kind: "change_driver", columns: ["sales", "region", "date"] })])).toEqual(
      ["driver"],
    );
  });

  it("tells a reversal within groups rather than the relation that it turns round", () => {
    const relation = candidate("relation", { kind: "association", columns: ["effect", "dose"], moved: 0.9 });
    const turned = candidate("turned", { kind: "simpson_reversal", columns: ["effect", "dose", "product"] });
    expect(keys([relation, turned])).toEqual(["turned"]);
  });

  it("tells a trend or a level shift of one series, whichever is clearer", () => {
    const columns = ["sales", "date"];
    const trend = candidate("trend", { columns, p: 1e-6 });
    expect(keys([trend, candidate("shift", { columns, kind: "level_shift", p: 1e-3, moved: 0.9 })])).toEqual(["trend"]);
    expect(keys([trend, candidate("shift", { columns, kind: "level_shift", p: 1e-9 })])).toEqual(["shift"]);
  });

  it("gives at most twelve findings, four of a kind, severe ones first, in a fixed order", () => {
    const kinds = ["trend", "outliers", "skew", "concentration", "association"] as const;
    const many = kinds.flatMap((kind) =>
      Array.from({ length: 6 }, (_, i) => candidate(`${kind}${i}`, { kind, columns: [`${kind}${i}`] })),
    );
    const severe = candidate("severe", { kind: "duplicates", moved: 0.3, effect: 0 });
    const told = keys([...many, severe]);
    expect(told).toHaveLength(12);
    expect(told[0]).toBe("severe");
    for (const kind of kinds) expect(told.filter((key) => key.startsWith(kind)).length).toBeLessThanOrEqual(4);
    expect(keys([severe, ...many.toReversed()])).toEqual(told);
  });
});

describe("severityOf", () => {
  it("follows the documented shares, unless the detector knows better", () => {
    expect([0.3, 0.25, 0.2, 0.1, 0.05, 0.001].map((moved) => severityOf({ moved }))).toEqual([
      "critical",
      "critical",
      "major",
      "major",
      "minor",
      "info",
    ]);
    expect(severityOf({ moved: 0, severity: "critical" })).toBe("critical");
  });
});
