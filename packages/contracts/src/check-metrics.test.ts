import { Environment } from "@marcbachmann/cel-js";
import { expect, test } from "vitest";
import { createCel, metricNames, thresholdNames } from "./cel.ts";
import { definitionFaults, profileFaults } from "./check-metrics.ts";
import { judgeMetric, measureMetric } from "./measure-metric.ts";

const metrics = createCel(new Environment(), metricNames);
const thresholds = createCel(new Environment(), thresholdNames);
const known = [{ key: "rows" }, { key: "share" }];

test("an expression must compile to a number, and a key that comes with Plumbline is taken", () => {
  expect(definitionFaults({ key: "rows", expression: "size(output.rows)" }, metrics)).toEqual([]);
  const faults = definitionFaults({ key: "duration_ms", expression: "'a'" }, metrics);
  expect(faults.map(({ location, message }) => [location, message])).toEqual([
    ["/key", "duration_ms comes with Plumbline"],
    ["/expression", "The expression gives string, not a number"],
  ]);
  expect(definitionFaults({ expression: "size(" }, metrics)).toMatchObject([{ location: "/expression" }]);
});

test("a profile names metrics that are there, each once, and thresholds that give true or false", () => {
  const faults = profileFaults(
    [
      { metric: "rows", threshold: "value > 0" },
      { metric: "rows", threshold: null },
      { metric: "other", threshold: "1" },
      { metric: "share", threshold: "metrics.none > 1.0" },
    ],
    known,
    thresholds,
  );
  expect(faults.map(({ location, message }) => [location, message])).toEqual([
    ["/metrics/1/metric", "rows is there twice"],
    ["/metrics/2/metric", "There is no metric other"],
    ["/metrics/2/threshold", "The threshold gives int, not true or false"],
    ["/metrics/3/threshold", "The profile does not measure none"],
  ]);
});

test("truth counts as 1, and what gives no number says why", () => {
  const context = { output: { rows: [1, 2], name: "x" }, params: {}, input: {} };
  expect(measureMetric("size(output.rows)", context, metrics)).toBe(2);
  expect(measureMetric("output.name == 'x'", context, metrics)).toBe(1);
  expect(measureMetric("output.name", context, metrics)).toEqual({ error: "The expression gives no number." });
  expect(measureMetric("output.missing", context, metrics)).toHaveProperty("error");
});

test("a value passes when its threshold is true; without a value nothing passes", () => {
  const judge = (value: number | null, threshold: string) =>
    judgeMetric(value, threshold, { rows: value, share: 0.5 }, thresholds);
  expect(judge(3, "value > 2 && metrics.share < 1.0")).toEqual({ passed: true });
  expect(judge(2, "value > 2")).toEqual({ passed: false });
  expect(judge(null, "true")).toEqual({ passed: false });
  expect(judge(1, "value.x > 1")).toMatchObject({ passed: false, error: expect.any(String) });
});
