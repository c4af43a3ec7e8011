import { PipelineNode } from "@plumbline/contracts";
import { expect, test } from "vitest";
import { definePipeline } from "./define.ts";

const node = (key: string, depends_on: string[] = []) => PipelineNode.parse({ key, step: `test.${key}@1`, depends_on });
const define = (...nodes: PipelineNode[]) =>
  definePipeline(
    { name: "p", version: 1, nodes },
    nodes.map(({ step }) => ({ step, input: {}, output: step })),
  );

test("a cycle is refused and named in full", () => {
  expect(() => define(node("start"), node("a", ["start", "c"]), node("b", ["a"]), node("c", ["b"]))).toThrow(
    "a -> c -> b -> a",
  );
  expect(() => define(node("self", ["self"]))).toThrow("self -> self");
});

test("everything that is wrong is listed with its JSON pointer", () => {
  const faulty = () => define(node("a", ["b"]), node("a"), { ...node("c"), condition: "1 +" });
  expect(faulty).toThrow("And 2 more.");
  try {
    faulty();
  } catch (error) {
    expect(error).toMatchObject({
      code: "pipeline_invalid",
      errors: [{ location: "/nodes/1/key" }, { location: "/nodes/0/depends_on/0" }, { location: "/nodes/2/condition" }],
    });
  }
});

test("a node with an unknown step, and what is no pipeline at all, are refused", () => {
  expect(() => definePipeline({ name: "p", version: 1, nodes: [node("a")] }, [])).toThrow("There is no step test.a@1");
  expect(() => definePipeline(undefined, [])).toThrow("cannot be read");
});
