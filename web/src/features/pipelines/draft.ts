import { ancestorsOf, type ParallelGroups, PipelineNode, type StepVersion } from "@plumbline/contracts";
import type { z } from "zod";

/** What the editor edits: the nodes of a pipeline and how many of each group run at once. */
export interface Draft {
  nodes: readonly PipelineNode[];
  parallel_groups: z.infer<typeof ParallelGroups>;
}

const byKey = (draft: Draft): Map<string, PipelineNode> => new Map(draft.nodes.map((node) => [node.key, node]));

/** A key that no node has: the step's verb, with a number where it is taken. */
function freeKey(draft: Draft, step: string): string {
  const verb = (step.split("@")[0] ?? "").split(".").at(-1) ?? "";
  const base = /^[a-z][a-z0-9_]*$/.test(verb) ? verb.slice(0, 58) : "node";
  const taken = byKey(draft);
  for (let i = 1; ; i++) {
    const key = i === 1 ? base : `${base}_${i}`;
    if (!taken.has(key)) return key;
  }
}

/**
 * Adds a node that executes `step`, and connects it to what it reads wherever exactly one node gives that. Returns the
 * new node's key besides.
 */
export function addNode(
  draft: Draft,
  step: StepVersion,
  outputOf: (step: string) => string | undefined,
  position?: PipelineNode["position"],
): { draft: Draft; key: string } {
  const key = freeKey(draft, step.step);
  const depends_on = new Set<string>();
  for (const [name, port] of Object.entries(step.input)) {
    const giving = draft.nodes.filter((node) => port.ir_type !== null && outputOf(node.step) === port.ir_type);
    const chosen = giving.find((node) => node.key === name) ?? (giving.length === 1 ? giving[0] : undefined);
    if (chosen) depends_on.add(chosen.key);
  }
  const node = PipelineNode.parse({ key, step: step.step, depends_on: [...depends_on], position });
  return { draft: { ...draft, nodes: [...draft.nodes, node] }, key };
}

/** Takes a node out, and out of what others wait for. */
export const removeNode = (draft: Draft, key: string): Draft =>
  pruned({
    ...draft,
    nodes: draft.nodes.filter((node) => node.key !== key).map((node) => without(node, key)),
  });

const without = (node: PipelineNode, key: string): PipelineNode =>
  node.depends_on.includes(key) ? { ...node, depends_on: node.depends_on.filter((one) => one !== key) } : node;

/** Calls a node by another key, wherever others wait for it or read it in a condition. */
export function renameNode(draft: Draft, key: string, next: string): Draft {
  const reads = new RegExp(String.raw`\b(ir|metrics)\.${key}\b`, "g");
  const nodes = draft.nodes.map((node) => ({
    ...node,
    key: node.key === key ? next : node.key,
    depends_on: node.depends_on.map((one) => (one === key ? next : one)),
    condition: node.condition?.replace(reads, `$1.${next}`) ?? null,
  }));
  return { ...draft, nodes };
}

/** Changes fields of one node. */
export const patchNode = (draft: Draft, key: string, patch: Partial<PipelineNode>): Draft =>
  pruned({ ...draft, nodes: draft.nodes.map((node) => (node.key === key ? { ...node, ...patch } : node)) });

type Place = NonNullable<PipelineNode["position"]>;

/** Puts nodes where a person wants them in the graph. */
export const moveNodes = (draft: Draft, places: ReadonlyMap<string, Place>): Draft => ({
  ...draft,
  nodes: draft.nodes.map((node) => ({ ...node, ...(places.has(node.key) && { position: places.get(node.key) }) })),
});

/** Forgets where nodes were put. */
export const arrange = (draft: Draft): Draft => ({
  ...draft,
  nodes: draft.nodes.map(({ position: _, ...node }) => node),
});

/** Whether `to` may wait for `from`: both exist, it does not yet, and nothing would wait for itself. */
export function canConnect(draft: Draft, from: string, to: string): boolean {
  const nodes = byKey(draft);
  const target = nodes.get(to);
  if (from === to || !target || !nodes.has(from) || target.depends_on.includes(from)) return false;
  return !ancestorsOf(from, nodes).has(to);
}

export function connect(draft: Draft, from: string, to: string): Draft {
  const target = byKey(draft).get(to);
  return target ? patchNode(draft, to, { depends_on: [...target.depends_on, from] }) : draft;
}

export const disconnect = (draft: Draft, from: string, to: string): Draft => ({
  ...draft,
  nodes: draft.nodes.map((node) => (node.key === to ? without(node, from) : node)),
});

/** How many of a group run at once; 1 is what a group has that is not listed. */
export const setGroupLimit = (draft: Draft, group: string, limit: number): Draft =>
  pruned({ ...draft, parallel_groups: { ...draft.parallel_groups, [group]: limit } });

/** Groups no node is in have no limit. */
function pruned(draft: Draft): Draft {
  const used = new Set(draft.nodes.map((node) => node.parallel_group));
  const kept = Object.entries(draft.parallel_groups).filter(([group]) => used.has(group));
  return { ...draft, parallel_groups: Object.fromEntries(kept) };
}
