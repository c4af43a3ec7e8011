import { expect, test } from "vitest";
import { definePipeline, type PipelineNode } from "./pipeline.ts";
import { readyNodes, runProgress } from "./plan.ts";
import { createRegistry } from "./registry.ts";

const node = (key: string, depends_on: string[] = [], more: Partial<PipelineNode> = {}) => ({
  key,
  step: `test.${key}@1`,
  depends_on,
  ...more,
});
const define = (...nodes: ReturnType<typeof node>[]) => definePipeline({ name: "p", version: 1, nodes });

test("a cycle is refused and named in full", () => {
  expect(() => define(node("start"), node("a", ["start", "c"]), node("b", ["a"]), node("c", ["b"]))).toThrow(
    "a -> c -> b -> a",
  );
  expect(() => define(node("self", ["self"]))).toThrow("self -> self");
});

test("a key used twice, a reserved key and a missing dependency are refused by name", () => {
  expect(() => define(node("a"), node("a"))).toThrow("the key a is used twice");
  expect(() => define(node("input"))).toThrow("the key input is reserved");
  expect(() => define(node("a", ["b"]))).toThrow("node a depends on b, which does not exist");
});

test("a policy that is not acted on yet is refused, never ignored", () => {
  const policies: Partial<PipelineNode>[] = [
    { condition: "true" },
    { retries: 1 },
    { retry_delay_ms: 5 },
    { continue_on_fail: true },
    { parallel_group: "g" },
  ];
  for (const policy of policies) {
    expect(() => define(node("a", [], policy))).toThrow(`node a sets ${Object.keys(policy)[0]}`);
  }
});

test("a node with an unknown step is refused by name", () => {
  expect(() => createRegistry([], { p: { name: "p", version: 1, nodes: [node("a")] } })).toThrow(
    "unknown step test.a@1",
  );
});

test("a node is ready when everything it depends on has succeeded, and only once", () => {
  const { nodes } = define(node("a"), node("b"), node("c", ["a", "b"]), node("d", ["a"]));
  const ready = (states: [string, "succeeded" | "running" | "failed"][]) =>
    readyNodes(nodes, new Map(states)).map((n) => n.key);
  expect(ready([])).toEqual(["a", "b"]);
  expect(ready([["a", "running"]])).toEqual(["b"]);
  expect(
    ready([
      ["a", "succeeded"],
      ["b", "running"],
    ]),
  ).toEqual(["d"]);
  expect(
    ready([
      ["a", "succeeded"],
      ["b", "succeeded"],
      ["d", "running"],
    ]),
  ).toEqual(["c"]);
  expect(
    ready([
      ["a", "failed"],
      ["b", "succeeded"],
    ]),
  ).toEqual([]);
});

test("progress counts every node the same and running ones by their fraction", () => {
  const { nodes } = define(node("a"), node("b", ["a"]));
  expect(runProgress(nodes, new Map())).toBe(0);
  expect(
    runProgress(
      nodes,
      new Map([
        ["a", "succeeded"],
        ["b", "running"],
      ]),
      new Map([["b", 0.5]]),
    ),
  ).toBe(0.75);
});
