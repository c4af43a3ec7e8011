import { PipelineNode } from "@plumbline/contracts";
import { expect, test } from "vitest";
import { RunState } from "./run-state.ts";

const node = (key: string, depends_on: string[] = [], more: object = {}) =>
  PipelineNode.parse({ key, step: `test.${key}@1`, depends_on, ...more });
const ready = (state: RunState) => state.ready().map((n) => n.key);

test("a node is ready when everything it depends on has an outcome, and only once", () => {
  const nodes = [node("a"), node("b"), node("c", ["a", "b"]), node("d", ["a"])];
  const state = new RunState({ nodes, parallel_groups: {} });
  expect(ready(state)).toEqual(["a", "b"]);
  state.set("a", "running");
  expect(ready(state)).toEqual(["b"]);
  state.set("a", "skipped");
  state.set("b", "failed");
  expect(ready(state)).toEqual(["c", "d"]);
  expect([state.degraded, state.finished]).toEqual([true, false]);
});

test("a node that waits for a retry is not ready before its time", () => {
  const state = new RunState({ nodes: [node("a")], parallel_groups: {} });
  state.setRetries("a", 1, 60_000);
  expect([ready(state), state.retriesOf("a")]).toEqual([[], 1]);
  expect(state.nextRetryMs).toBeGreaterThan(59_000);
  state.setRetries("a", 1, 0);
  expect(ready(state)).toEqual(["a"]);
});

test("a group leaves room for as many as it says, one when it says nothing", () => {
  const nodes = ["a", "b", "c"].map((key) => node(key, [], { parallel_group: key === "c" ? "one" : "two" }));
  const state = new RunState({
    nodes: [...nodes, node("d", [], { parallel_group: "one" })],
    parallel_groups: { two: 2 },
  });
  state.set("a", "running");
  state.set("c", "running");
  expect(state.nodes.map((n) => state.hasRoom(n))).toEqual([true, true, false, false]);
});

test("progress counts every node the same and running ones by their fraction", () => {
  const state = new RunState({ nodes: [node("a"), node("b", ["a"])], parallel_groups: {} });
  expect(state.progress()).toBe(0);
  state.set("a", "succeeded");
  state.set("b", "running");
  expect(state.progress(new Map([["b", 0.5]]))).toBe(0.75);
});
