import { Environment } from "@marcbachmann/cel-js";
import { expect, test } from "vitest";
import { conditionNames, createCel, isCelFault, metricNames } from "./cel.ts";
import { checkPipeline } from "./check-pipeline.ts";
import { diffPipelines, PipelineNode } from "./pipelines.ts";
import type { CatalogueStep } from "./steps.ts";

const cel = createCel(new Environment(), conditionNames);
const port = (ir_type: string | null, required = true) => ({ ir_type, required });
const catalogue: CatalogueStep[] = [
  { step: "t.read@1", input: {}, output: "rows" },
  { step: "t.count@1", input: { rows: port("rows") }, output: "count" },
  { step: "t.show@1", input: { count: port("count"), note: port("note", false) }, output: "page" },
  { step: "t.any@1", input: { anything: port(null) }, output: "any" },
];
const node = (key: string, step: string, more: object = {}) => PipelineNode.parse({ key, step, ...more });
const faults = (...nodes: PipelineNode[]) => checkPipeline(nodes, catalogue, cel).map((f) => [f.location, f.message]);
const read = node("read", "t.read@1");
const count = node("count", "t.count@1", { depends_on: ["read"] });

test("a pipeline whose results fit has no faults, whatever its keys are", () => {
  const show = node("show", "t.show@1", { depends_on: ["count"], condition: "ir.count.n > 3 && input.loud == true" });
  expect(faults(read, count, show)).toEqual([]);
});

test("a key used twice, a reserved key, an unknown step and a missing dependency are named at their place", () => {
  expect(
    faults(read, node("read", "t.read@2"), node("input", "t.read@1", { depends_on: ["gone", "read", "read"] })),
  ).toEqual([
    ["/nodes/1/key", "The key read is used twice."],
    ["/nodes/1/step", "There is no step t.read@2."],
    ["/nodes/2/key", "The key input is reserved."],
    ["/nodes/2/depends_on/0", "input depends on gone, which does not exist."],
    ["/nodes/2/depends_on/2", "input depends on read twice."],
  ]);
});

test("a cycle is named from node to node, at the dependency that begins it", () => {
  const found = faults(
    node("a", "t.read@1", { depends_on: ["c"] }),
    node("b", "t.read@1", { depends_on: ["a"] }),
    node("c", "t.read@1", { depends_on: ["b"] }),
  );
  expect(found).toEqual([["/nodes/0/depends_on/0", "These nodes wait for each other: a -> c -> b -> a."]]);
});

test("a result of another type, a missing one, and two that could be meant are faults", () => {
  expect(faults(read, node("show", "t.show@1", { depends_on: ["read"] }))).toMatchObject([
    ["/nodes/1/depends_on", "t.show@1 reads count (count), and show depends on no node that gives it."],
  ]);
  expect(faults(node("count", "t.read@1"), node("show", "t.show@1", { depends_on: ["count"] }))).toMatchObject([
    ["/nodes/1/depends_on/0", "t.show@1 reads count as count, but count gives rows."],
  ]);
  const twice = node("other", "t.count@1", { depends_on: ["read", "again"] });
  expect(faults(read, node("again", "t.read@1"), twice)).toHaveLength(1);
});

test("a condition must compile, give true or false, and read only what comes before", () => {
  const at = (condition: string) => faults(read, count, node("show", "t.show@1", { depends_on: ["count"], condition }));
  expect(at("ir.count.n >")).toEqual([["/nodes/2/condition", expect.stringContaining("Unexpected token")]]);
  expect(at("nothing.x == 1")).toEqual([["/nodes/2/condition", "Unknown variable: nothing."]]);
  expect(at("1 + 1")).toEqual([["/nodes/2/condition", "The condition gives int, not true or false."]]);
  expect(at("ir.show.n > 1")).toEqual([["/nodes/2/condition", "show does not come before show."]]);
  expect(at("metrics.gone.n > 1")).toEqual([["/nodes/2/condition", "There is no node gone."]]);
  expect(at("size(ir) > 1")).toEqual([
    ["/nodes/2/condition", "ir stands alone: nobody can tell which nodes are read."],
  ]);
  expect(at("has(ir.read.x) && ir.count.list.exists(x, x > 1)")).toEqual([]);
});

test("an expression tells what it reads, and whole numbers meet those of the data in any arithmetic", () => {
  const compiled = cel('has(ir.a.x) && ir["b"].n + 1 > 2 * metrics.c.q && params.k == 1');
  if (isCelFault(compiled)) throw new Error(compiled.message);
  expect([compiled.ir, compiled.metrics]).toEqual([["a", "b"], ["c"]]);
  const context = { ir: { a: { x: 0 }, b: { n: 5 } }, metrics: { c: { q: 0.5 } }, params: { k: 1 }, input: {} };
  expect(compiled.evaluate(context)).toBe(true);
  const metric = createCel(new Environment(), metricNames)("output.rows / duration_ms * 1000");
  if (isCelFault(metric)) throw new Error(metric.message);
  expect(metric.evaluate({ output: { rows: 10 }, duration_ms: 4 })).toBe(2500);
});

test("where a node stands in the graph is kept and is no difference", () => {
  const moved = PipelineNode.parse({ ...read, position: { x: -12, y: 40.5 } });
  expect(moved.position).toEqual({ x: -12, y: 40.5 });
  expect(diffPipelines([read], [moved])).toEqual([]);
  expect(diffPipelines([moved], [{ ...read, retries: 2 }])).toMatchObject([{ fields: ["retries"] }]);
});

test("the difference of two versions names what was added, removed and changed, field by field", () => {
  const changed = { ...count, retries: 2, params: { b: 1 } };
  expect(diffPipelines([read, count], [changed, node("new", "t.read@1")])).toEqual([
    { key: "count", change: "changed", fields: ["params", "retries"] },
    { key: "new", change: "added", fields: [] },
    { key: "read", change: "removed", fields: [] },
  ]);
});
