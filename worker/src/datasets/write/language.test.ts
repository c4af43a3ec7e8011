import type { Finding } from "@plumbline/contracts";
import { expect, test } from "vitest";
import { languageFaults } from "./language.ts";

const finding: Finding = {
  key: "a",
  kind: "association",
  severity: "minor",
  score: 0.1,
  columns: ["very_sales", "Cost"],
  facts: {},
  evidence: [],
};
const good = {
  title: "very_sales and Cost rise together",
  summary: "Rows with more Cost have more very_sales.",
  next_steps: ["Ask the owner."],
};

test("plain words pass, names of columns left out", () => {
  expect(languageFaults(good, finding)).toEqual([]);
});

test.each([
  ["an adjective without a number", { summary: "A remarkable relation." }],
  ["significance without a test", { summary: "Significantly more." }],
  ["a cause", { summary: "More Cost leads to more very_sales." }],
  ["a cause in the title", { title: "Cost drives very_sales" }],
  ["a hollow phrase", { summary: "The dataset contains relations." }],
  ["a title with a full stop", { title: "Both rise." }],
  ["a title in small letters", { title: "both rise" }],
  ["a summary without a full stop", { summary: "Both rise" }],
  ["46 words", { summary: `${Array.from({ length: 46 }, () => "Word").join(" ")}.` }],
  ["no next step", { next_steps: [] }],
  ["an exclamation", { next_steps: ["Look!"] }],
  ["an empty title", { title: " " }],
])("%s does not", (_, words) => {
  expect(languageFaults({ ...good, ...words }, finding)).not.toEqual([]);
});

test("45 words pass, and significance does with a test", () => {
  expect(
    languageFaults({ ...good, summary: `${Array.from({ length: 45 }, () => "Word").join(" ")}.` }, finding),
  ).toEqual([]);
  const tested: Finding = {
    ...finding,
    evidence: [
      {
        id: "e1",
        kind: "test",
        label: "",
        name: "t",
        statistic: 1,
        p: 0.01,
        p_adjusted: null,
        n: 3,
        results: {},
        inputs: {},
      },
    ],
  };
  expect(languageFaults({ ...good, summary: "The relation is significant." }, tested)).toEqual([]);
});
