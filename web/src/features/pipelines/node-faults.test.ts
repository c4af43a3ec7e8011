import { PipelineNode } from "@plumbline/contracts";
import { expect, test } from "vitest";
import { faultOf, nodeFaults } from "./node-faults.ts";

const nodes = ["parse", "profile"].map((key) => PipelineNode.parse({ key, step: `dataset.${key}@1` }));

test("a fault is said once, at the node and the field it is about", () => {
  const cycle = { location: "/nodes/1/depends_on/0", message: "These nodes wait for each other.", fix: "Remove one." };
  const faults = nodeFaults(nodes, [cycle, { location: "/nodes", message: "Too many." }], [cycle]);
  expect(faults).toHaveLength(2);
  expect(faults[0]).toMatchObject({ node: "profile", field: "depends_on/0" });
  expect(faults[1]?.node).toBeUndefined();
  expect(faultOf(faults, "depends_on")).toBe("These nodes wait for each other. Remove one.");
  expect(faultOf(faults, "condition")).toBeUndefined();
});
