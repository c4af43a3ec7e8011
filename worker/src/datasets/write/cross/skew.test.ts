import type { Evidence, Finding } from "@plumbline/contracts";
import { expect, test } from "vitest";
import { writeSkew } from "./skew.ts";

const one = (id: string, value: number): Evidence => ({
  id,
  kind: "aggregate",
  label: "",
  query: { op: "mean", column: "Rejected", filter: [] },
  value,
});
const finding = (median: number): Finding => ({
  key: "skew:rejected",
  kind: "skew",
  severity: "minor",
  score: 0.2,
  columns: ["Rejected"],
  facts: {
    column: "Rejected",
    threshold: 3,
    top_rows: "e1",
    rows: "e2",
    share: "e3",
    share_of_rows: "e4",
    mean: "e5",
    median: "e6",
  },
  evidence: [one("e1", 6), one("e2", 2651), one("e3", 1), one("e4", 0.002), one("e5", 0.03), one("e6", median)],
});

test("a logarithmic scale is advised only where the usual row has something to show on it", () => {
  expect(writeSkew(finding(12)).next_steps.join(" ")).toContain("logarithmic");
  expect(writeSkew(finding(0)).next_steps).toEqual(["Look at these rows one by one: the usual row has no Rejected."]);
});
