import { expect, test } from "vitest";
import { failuresOf, type Report, toJson } from "../report.ts";
import { toHtml } from "./html.ts";
import { toTerminal } from "./terminal.ts";

const finding = {
  rule: "rls_enabled",
  object: "public.<b>",
  sentence: "Row-level security is off",
  fix: "Switch it on",
};
const report: Report = {
  database: "PostgreSQL 15",
  seconds: 1.5,
  static: { checked: 10, failures: [finding] },
  behaviour: {
    cases: 3,
    failures: [],
    through: { sql: 3, edge: 0, rest: 0 },
    as: "roles",
    skipped: ["the edge: no address was given"],
  },
  mutation: {
    tried: 2,
    killed: 1,
    survivors: [{ ...finding, rule: "policy dropped" }],
    killed_by: { static: 1, behaviour: 0, both: 0 },
    kinds: { "policy dropped": { tried: 2, killed: 1 } },
    equivalent: [{ object: "public.x", sentence: "It forgets", reason: "Another holds" }],
    untried: [{ object: "worker", sentence: "worker has BYPASSRLS", reason: "must be superuser" }],
  },
  matrix: {
    principals: ["owner of A", "anon", "stranger"],
    tables: [
      {
        name: "runs",
        rule: "Viewers read.",
        cells: [
          { letters: "rc", expected: true },
          { letters: "", expected: true },
          { letters: "r", expected: false },
        ],
      },
    ],
  },
};

test("JSON is the three layers and nothing else", () => {
  const parsed: unknown = JSON.parse(toJson(report));
  expect(Object.keys(Object(parsed))).toEqual(["static", "behaviour", "mutation"]);
  expect(parsed).toMatchObject({
    static: { checked: 10, failures: [finding] },
    behaviour: { cases: 3 },
    mutation: { tried: 2, killed: 1 },
  });
});

test("a survivor is a failure", () => {
  expect(failuresOf(report)).toHaveLength(2);
});

test("the page loads nothing, runs nothing and writes names as text", () => {
  const page = toHtml(report);
  expect(page).not.toMatch(/<script|src=|href=|@import|url\(/);
  expect(page).toContain("public.&lt;b&gt;");
  expect(page).toContain('<td class="wrong">r</td>');
  expect(page).toContain("worker has BYPASSRLS");
});

test("the terminal shows the matrix, every failure with its fix, and what was not tried", () => {
  const text = toTerminal(report);
  for (const part of [
    "owner of A",
    "rls_enabled",
    "Fix: Switch it on",
    "1 of 2 killed",
    "not tried: the edge",
    "no hole: public.x",
  ]) {
    expect(text).toContain(part);
  }
});
