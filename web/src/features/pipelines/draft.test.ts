import { PipelineNode, type StepVersion } from "@plumbline/contracts";
import { expect, test } from "vitest";
import {
  addNode,
  arrange,
  canConnect,
  connect,
  type Draft,
  disconnect,
  moveNodes,
  patchNode,
  removeNode,
  renameNode,
  setGroupLimit,
} from "./draft.ts";

const node = (key: string, depends_on: string[] = [], more: Partial<PipelineNode> = {}): PipelineNode =>
  PipelineNode.parse({ key, step: `dataset.${key}@1`, depends_on, ...more });
const draft: Draft = {
  nodes: [
    node("parse"),
    node("profile", ["parse"]),
    node("publish", ["parse", "profile"], { condition: "ir.profile.row_count > 10 && ir.profiles.x == 1" }),
  ],
  parallel_groups: {},
};
const step = (name: string, input: StepVersion["input"] = {}): StepVersion => ({
  step: name,
  key: name.split("@")[0] ?? "",
  version: 1,
  description: "",
  input,
  output: name,
  output_schema: {},
  params_schema: {},
  default_params: {},
  asks_model: false,
  registered_at: "2026-01-01T00:00:00Z",
});
const dependsOn = (of: Draft, key: string) => of.nodes.find((one) => one.key === key)?.depends_on;

test("a new node has a key of its own and is connected to the only node that gives what it reads", () => {
  const outputOf = (name: string) => ({ "dataset.parse@1": "Parsed", "dataset.profile@1": "Profile" })[name];
  const detect = step("dataset.profile@2", {
    parse: { ir_type: "Parsed", required: true },
    other: { ir_type: "Nothing", required: true },
    anything: { ir_type: null, required: false },
  });
  const added = addNode(draft, detect, outputOf);
  expect(added.key).toBe("profile_2");
  expect(dependsOn(added.draft, "profile_2")).toEqual(["parse"]);
  // Two nodes give it now: nobody can tell which one is meant.
  const second = addNode(
    added.draft,
    step("x.reads@1", { p: { ir_type: "dataset.profile@2", required: true } }),
    (name) => name,
  );
  expect(dependsOn(second.draft, "reads")).toEqual(["profile_2"]);
  const third = addNode(
    { ...draft, nodes: [...draft.nodes, node("parse2", [], { step: "dataset.parse@1" })] },
    step("x.reads@1", { p: { ir_type: "Parsed", required: true } }),
    outputOf,
  );
  expect(dependsOn(third.draft, "reads")).toEqual([]);
});

test("a node that is removed is waited for by nobody", () => {
  expect(dependsOn(removeNode(draft, "profile"), "publish")).toEqual(["parse"]);
});

test("a renamed node keeps what waits for it and what reads it, and nothing that is only called alike", () => {
  const renamed = renameNode(draft, "profile", "measure");
  expect(dependsOn(renamed, "publish")).toEqual(["parse", "measure"]);
  expect(renamed.nodes[2]?.condition).toBe("ir.measure.row_count > 10 && ir.profiles.x == 1");
  expect(renamed.nodes[1]?.key).toBe("measure");
});

test("a connection that would make a node wait for itself cannot be made", () => {
  expect(canConnect(draft, "publish", "parse")).toBe(false);
  expect(canConnect(draft, "parse", "parse")).toBe(false);
  expect(canConnect(draft, "parse", "publish")).toBe(false);
  const loose = disconnect(draft, "parse", "publish");
  expect(canConnect(loose, "parse", "publish")).toBe(true);
  expect(dependsOn(connect(loose, "parse", "publish"), "publish")).toEqual(["profile", "parse"]);
});

test("a group's limit lasts as long as a node is in the group", () => {
  const grouped = setGroupLimit(patchNode(draft, "parse", { parallel_group: "files" }), "files", 3);
  expect(grouped.parallel_groups).toEqual({ files: 3 });
  expect(patchNode(grouped, "parse", { parallel_group: null }).parallel_groups).toEqual({});
  expect(setGroupLimit(draft, "files", 3).parallel_groups).toEqual({});
});

test("a node stays where it was put, under another key too, until all are arranged anew", () => {
  const at = { x: 12, y: -40 };
  const moved = renameNode(moveNodes(draft, new Map([["profile", at]])), "profile", "describe");
  expect(moved.nodes.map((one) => one.position)).toEqual([undefined, at, undefined]);
  expect(addNode(draft, step("dataset.write@1"), () => undefined, at).draft.nodes.at(-1)?.position).toEqual(at);
  expect(arrange(moveNodes(draft, new Map([["profile", at]])))).toEqual(draft);
});
