import { PipelineNode } from "@plumbline/contracts";
import { expect, test } from "vitest";
import type { Draft } from "./draft.ts";
import { changeHistory, newHistory } from "./draft-history.ts";

const draft = (key: string): Draft => ({
  nodes: [PipelineNode.parse({ key, step: "dataset.parse@1" })],
  parallel_groups: {},
});
const keyOf = (of: { present: Draft }) => of.present.nodes[0]?.key;
const edit = (key: string, about?: string) => ({ type: "edit", draft: draft(key), about }) as const;

test("undo and redo lead back and forth, and an edit forgets what was undone", () => {
  let history = [edit("b"), edit("c")].reduce(changeHistory, newHistory(draft("a")));
  history = changeHistory(history, { type: "undo" });
  expect(keyOf(history)).toBe("b");
  expect(keyOf(changeHistory(history, { type: "redo" }))).toBe("c");
  history = changeHistory(history, edit("d"));
  expect(changeHistory(history, { type: "redo" })).toBe(history);
  expect(keyOf(changeHistory(history, { type: "undo" }))).toBe("b");
});

test("typing in one field is undone at once, and does not swallow the edit before it", () => {
  const history = [edit("b"), edit("c", "condition"), edit("cd", "condition"), edit("cde", "condition")].reduce(
    changeHistory,
    newHistory(draft("a")),
  );
  expect(keyOf(changeHistory(history, { type: "undo" }))).toBe("b");
});

test("an undone edit is not continued by typing on", () => {
  let history = [edit("b", "condition"), edit("c", "condition")].reduce(changeHistory, newHistory(draft("a")));
  history = changeHistory(changeHistory(history, { type: "undo" }), edit("d", "condition"));
  expect(keyOf(changeHistory(history, { type: "undo" }))).toBe("a");
});

test("at its ends there is nothing to undo or redo", () => {
  const history = newHistory(draft("a"));
  expect(changeHistory(history, { type: "undo" })).toBe(history);
  expect(changeHistory(history, { type: "redo" })).toBe(history);
});
