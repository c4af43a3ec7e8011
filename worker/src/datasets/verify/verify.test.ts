import type { Draft, Evidence, Finding } from "@plumbline/contracts";
import { describe, expect, test } from "vitest";
import { writeDeterministic } from "../write/deterministic.ts";
import { type Recomputed, verifier, verifyAll, verifyDraft } from "./index.ts";

const rows = (id: string, value: number): Evidence => ({
  id,
  kind: "aggregate",
  label: "Rows",
  unit: { kind: "count" },
  query: { op: "count", filter: [] },
  value,
});
const copies = (id: string, value: number): Evidence =>
  ({
    ...rows(id, value),
    kind: "aggregate",
    label: "Copies",
    query: { op: "count", filter: [{ column: "id", is: "duplicate_row" }] },
    value,
  }) as Evidence;
const finding = (key: string, score: number, evidence: Evidence[]): Finding => ({
  key,
  kind: "duplicates",
  severity: "minor",
  score,
  columns: ["id"],
  facts: {},
  evidence,
});
const draft = (key: string, title: string, written_by = "openai:some"): Draft => ({
  finding_key: key,
  title,
  summary: "See the evidence.",
  next_steps: ["Look."],
  written_by,
});
const table = { row_count: 100, columns: ["id"] };
const result = ({ id, kind }: Evidence, equal: boolean): Recomputed => ({
  evidence_id: id,
  kind,
  equal,
  off: 0,
  reason: equal ? null : "is 7, not 24",
});

const one = finding("a", 0.5, [
  copies("e1", 24),
  rows("e2", 100),
  { id: "e3", kind: "comparison", label: "Share", op: "share", left: "e1", right: "e2", value: 0.24 },
]);

describe("a draft", () => {
  test("is verified when all evidence is equal and every number rounds from it", () => {
    const { verified, claims } = verifyDraft(
      one,
      draft("a", "24 rows (24%) are copies"),
      one.evidence.map((e) => result(e, true)),
      table,
    );
    expect({ verified, claims: claims.map(({ evidence_id }) => evidence_id) }).toEqual({
      verified: true,
      claims: ["e1", "e3"],
    });
  });
  test("is not verified when a number does not round from evidence", () => {
    expect(
      verifyDraft(
        one,
        draft("a", "25 rows are copies"),
        one.evidence.map((e) => result(e, true)),
        table,
      ),
    ).toMatchObject({ verified: false, problems: [expect.stringContaining("25")] });
  });
  test("is not verified when one piece of evidence is off, and its numbers bear nothing out", () => {
    const recomputed = one.evidence.map((e) => result(e, e.id !== "e1"));
    const { verified, claims, problems } = verifyDraft(one, draft("a", "24 rows are copies"), recomputed, table);
    expect({ verified, claims }).toEqual({ verified: false, claims: [] });
    expect(problems[0]).toContain("e1");
  });
  test.each<[string, Finding, Recomputed[]]>([
    ["without evidence", finding("a", 1, []), []],
    ["with evidence nobody computed again", one, []],
    [
      "with two pieces of evidence of one id",
      finding("a", 1, [rows("e1", 1), rows("e1", 1)]),
      [result(rows("e1", 1), true)],
    ],
  ])("%s is not verified", (_, of, recomputed) => {
    expect(verifyDraft(of, draft("a", "Copies"), recomputed, table).verified).toBe(false);
  });
});

describe("all drafts", () => {
  const rewrite = (of: Finding): Draft => draft(of.key, "24 rows are copies", "deterministic@1");
  const equalBut = (...off: number[]) => {
    const seen: Evidence[] = [];
    return {
      seen,
      recompute: async (evidence: Evidence[]) => {
        seen.push(...evidence);
        return evidence.map((e, i) => result(e, !off.includes(i)));
      },
    };
  };

  test("keep the words of a model that hold", async () => {
    const { kept } = await verifyAll({
      findings: [one],
      drafts: [draft("a", "24 of 100 rows are copies")],
      table,
      rewrite,
      ...equalBut(),
    });
    expect(kept).toMatchObject([
      { verified: true, verified_by: verifier, verified_rows: 100, draft: { written_by: "openai:some" } },
    ]);
  });
  test("are rewritten when the words of a model do not hold", async () => {
    const { kept } = await verifyAll({
      findings: [one],
      drafts: [draft("a", "42 rows are copies")],
      table,
      rewrite,
      ...equalBut(),
    });
    expect(kept).toMatchObject([
      { verified: true, draft: { title: "24 rows are copies", written_by: "deterministic@1" } },
    ]);
  });
  test("fall back to a list of the evidence when the deterministic words do not hold either", async () => {
    const wrong = (of: Finding): Draft => draft(of.key, "7 rows are copies", "deterministic@1");
    const { kept } = await verifyAll({ findings: [one], drafts: [wrong(one)], table, rewrite: wrong, ...equalBut() });
    expect(kept).toMatchObject([{ verified: true, draft: { summary: "Copies: 24. Rows: 100. Share: 24%." } }]);
  });
  test("lose a finding whose evidence is off, with the reason, and tell it without values", async () => {
    const logged: string[] = [];
    const other = finding("b", 0.9, [copies("e1", 24)]);
    const log = {
      warn: (fields: Record<string, unknown>, message: string) => logged.push(message + JSON.stringify(fields)),
    };
    const { kept, dropped } = await verifyAll({
      findings: [one, other],
      drafts: [],
      table,
      rewrite,
      log,
      ...equalBut(3),
    });
    expect(kept.map(({ finding: { key } }) => key)).toEqual(["a"]);
    expect(dropped).toMatchObject([
      { finding_key: "b", problems: [expect.stringContaining("is 7, not 24"), expect.any(String)] },
    ]);
    expect(logged.join()).not.toContain("24");
  });
  test("never say verified of evidence that is off, even when nothing else is left", async () => {
    const { kept, dropped } = await verifyAll({
      findings: [one, finding("b", 0.9, [copies("e1", 24)])],
      drafts: [],
      table,
      rewrite,
      ...equalBut(0, 1, 2, 3),
    });
    expect(kept).toMatchObject([{ verified: false, finding: { key: "b" } }]);
    expect(dropped).toHaveLength(1);
  });
  test("are computed in one call, with ids of their own and sides that follow", async () => {
    const { seen, recompute } = equalBut();
    await verifyAll({ findings: [one, { ...one, key: "b" }], drafts: [], table, rewrite, recompute });
    expect(new Set(seen.map(({ id }) => id)).size).toBe(6);
    expect(seen[5]).toMatchObject({ id: "e6", left: "e4", right: "e5" });
  });
  test("say that nothing was found, verified", async () => {
    const nothing: Finding = {
      ...finding("nothing", 0, [
        rows("e1", 1_234),
        {
          id: "e2",
          kind: "test",
          label: "",
          name: "family",
          statistic: 0.4,
          p: null,
          p_adjusted: null,
          n: 214,
          results: { n_tests: 214, false_discovery_rate: 0.05 },
          inputs: {},
        },
      ]),
      kind: "nothing_found",
      columns: [],
      facts: { looked_for: ["trend", "outliers"] },
    };
    const { kept } = await verifyAll({
      findings: [nothing],
      drafts: [writeDeterministic(nothing)],
      table,
      rewrite: writeDeterministic,
      ...equalBut(),
    });
    expect(kept).toMatchObject([
      {
        verified: true,
        draft: {
          title: "Nothing stands out in 1,234 rows",
          summary:
            "None of 214 tests found an effect both beyond chance (false discovery rate 5%) and large enough to matter. Looked for trends and outliers.",
        },
      },
    ]);
  });
});
