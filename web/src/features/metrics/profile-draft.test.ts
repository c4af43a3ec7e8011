import { expect, test } from "vitest";
import { thresholdCel } from "./cel.ts";
import { addMetric, draftOf, judgeValues, lineErrors, writtenMetrics } from "./profile-draft.ts";

const known = [{ key: "rows" }, { key: "share" }];
const profile = {
  key: "reading",
  description: "",
  metrics: [
    { metric: "rows", threshold: "value > 10" },
    { metric: "share", threshold: "value * 2.0 < metrics.rows" },
  ],
};

test("a profile that is opened and saved unchanged says the same, and an empty threshold only measures", () => {
  const draft = draftOf(profile);
  expect(writtenMetrics(draft)).toEqual(profile.metrics);
  const cleared = { ...draft, metrics: draft.metrics.map((one) => ({ ...one, threshold: "  " })) };
  expect(writtenMetrics(cleared).map((one) => one.threshold)).toEqual([null, null]);
});

test("a metric is added once, and a line keeps its id", () => {
  const one = addMetric(draftOf(undefined), known);
  const two = addMetric(one, known);
  expect(two.metrics.map(({ id, metric }) => [id, metric])).toEqual([
    [0, "rows"],
    [1, "share"],
  ]);
  expect(addMetric(two, known)).toBe(two);
});

test("each line says what is wrong with it as it is typed", () => {
  const draft = draftOf({
    ...profile,
    metrics: [{ metric: "rows", threshold: "value >" }, ...profile.metrics.slice(1)],
  });
  const errors = lineErrors(draft, known, thresholdCel);
  expect([...errors.keys()]).toEqual([0]);
  expect(lineErrors(draftOf(profile), known, thresholdCel).size).toBe(0);
  expect(lineErrors(draftOf(profile), [{ key: "rows" }], thresholdCel).get(1)).toBe(
    "There is no metric share. Define it first.",
  );
});

test("values pass or not as they would in a run, each threshold reading the others", () => {
  const verdicts = (rows: string, share: string) => [
    ...judgeValues(
      draftOf(profile),
      new Map([
        [0, rows],
        [1, share],
      ]),
      thresholdCel,
    ).values(),
  ];
  expect(verdicts("1,200", "3")).toEqual([{ passed: true }, { passed: true }]);
  expect(verdicts("5", "3")).toEqual([{ passed: false }, { passed: false }]);
  expect(verdicts("x", "")).toEqual([{ passed: undefined, error: "Enter a number." }, { passed: undefined }]);
});
