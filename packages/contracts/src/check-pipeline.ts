import { type CompileCel, isCelFault } from "./cel.ts";
import type { Fault } from "./errors.ts";
import type { PipelineNode } from "./pipelines.ts";
import type { CatalogueStep } from "./steps.ts";

/** Names a node's input uses for itself. */
const reserved = new Set(["input", "params"]);

export interface PipelineChecks {
  /** Keys of the tenant's metric profiles; left out, profiles are not looked at. */
  metric_profiles?: readonly string[];
  /** Faults of a node's params by its step's schema, with pointers into the params. */
  checkParams?(step: string, params: Record<string, unknown>): Fault[];
}

/**
 * What is wrong with a pipeline, each with a JSON pointer into `{ nodes }`: keys used twice or reserved, unknown steps,
 * dependencies that do not exist, a cycle (named as `a -> b -> a`), results that do not fit what a step reads,
 * conditions that do not compile or read what does not come before. Empty means that it can be executed. Pure: the
 * same in the edge, the worker and the editor.
 */
export function checkPipeline(
  nodes: readonly PipelineNode[],
  catalogue: Iterable<CatalogueStep>,
  compileCel: CompileCel,
  checks: PipelineChecks = {},
): Fault[] {
  const steps = new Map([...catalogue].map((step) => [step.step, step]));
  const byKey = new Map<string, PipelineNode>();
  const faults: Fault[] = [];
  nodes.forEach((node, i) => {
    const at = `/nodes/${i}`;
    if (byKey.has(node.key))
      faults.push(fault(`${at}/key`, `The key ${node.key} is used twice.`, "Choose another key."));
    else byKey.set(node.key, node);
    if (reserved.has(node.key)) {
      faults.push(fault(`${at}/key`, `The key ${node.key} is reserved.`, "Choose another key."));
    }
    if (!steps.has(node.step)) {
      faults.push(fault(`${at}/step`, `There is no step ${node.step}.`, "Choose a step of the catalogue."));
    }
    if (node.metric_profile && checks.metric_profiles && !checks.metric_profiles.includes(node.metric_profile)) {
      const message = `There is no metric profile ${node.metric_profile}.`;
      faults.push(fault(`${at}/metric_profile`, message, "Choose a profile, or none."));
    }
    for (const found of checks.checkParams?.(node.step, node.params) ?? []) {
      faults.push({ ...found, location: `${at}/params${found.location}` });
    }
  });
  nodes.forEach((node, i) => {
    node.depends_on.forEach((key, j) => {
      const at = `/nodes/${i}/depends_on/${j}`;
      if (!byKey.has(key)) {
        faults.push(fault(at, `${node.key} depends on ${key}, which does not exist.`, "Remove it, or add that node."));
      } else if (node.depends_on.indexOf(key) < j) {
        faults.push(fault(at, `${node.key} depends on ${key} twice.`, "Remove one of them."));
      }
    });
  });
  const cycle = findCycle(byKey);
  if (cycle) {
    const [key = "", next = ""] = cycle;
    const i = nodes.findIndex((node) => node.key === key);
    const at = `/nodes/${i}/depends_on/${nodes[i]?.depends_on.indexOf(next) ?? 0}`;
    faults.push(
      fault(at, `These nodes wait for each other: ${cycle.join(" -> ")}.`, "Remove one of the dependencies."),
    );
  }
  nodes.forEach((node, i) => {
    faults.push(...portFaults(node, i, byKey, steps));
    if (node.condition !== null) faults.push(...conditionFaults(node, i, byKey, compileCel));
  });
  return faults;
}

const fault = (location: string, message: string, fix: string): Fault => ({ location, message, fix });

/** A cycle as its keys, the first repeated at the end; undefined when there is none. */
export function findCycle(nodes: ReadonlyMap<string, Pick<PipelineNode, "depends_on">>): string[] | undefined {
  const settled = new Set<string>();
  const visit = (key: string, path: string[]): string[] | undefined => {
    const seen = path.indexOf(key);
    if (seen >= 0) return [...path.slice(seen), key];
    if (settled.has(key)) return undefined;
    for (const next of nodes.get(key)?.depends_on ?? []) {
      const cycle = visit(next, [...path, key]);
      if (cycle) return cycle;
    }
    settled.add(key);
    return undefined;
  };
  for (const key of nodes.keys()) {
    const cycle = visit(key, []);
    if (cycle) return cycle;
  }
  return undefined;
}

/** Everything a node comes after, directly or not. */
export function ancestorsOf(
  key: string,
  nodes: ReadonlyMap<string, Pick<PipelineNode, "depends_on">>,
): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [...(nodes.get(key)?.depends_on ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    open.push(...(nodes.get(next)?.depends_on ?? []));
  }
  return found;
}

/**
 * Which dependency a step reads under each of its names: the one with that key, else the only one whose result is of
 * that type. Names nothing is found for are left out.
 */
export function bindPorts(
  node: Pick<PipelineNode, "step" | "depends_on">,
  outputOf: (key: string) => string | undefined,
  step: CatalogueStep,
): Map<string, string> {
  const bound = new Map<string, string>();
  for (const [name, port] of Object.entries(step.input)) {
    if (node.depends_on.includes(name)) {
      bound.set(name, name);
      continue;
    }
    if (port.ir_type === null) continue;
    const fitting = node.depends_on.filter((key) => outputOf(key) === port.ir_type);
    if (fitting.length === 1 && fitting[0] !== undefined) bound.set(name, fitting[0]);
  }
  return bound;
}

function portFaults(
  node: PipelineNode,
  i: number,
  byKey: ReadonlyMap<string, PipelineNode>,
  steps: ReadonlyMap<string, CatalogueStep>,
): Fault[] {
  const step = steps.get(node.step);
  if (!step) return [];
  const outputOf = (key: string) => steps.get(byKey.get(key)?.step ?? "")?.output;
  const bound = bindPorts(node, outputOf, step);
  return Object.entries(step.input).flatMap(([name, port]): Fault[] => {
    const key = bound.get(name);
    if (key === undefined) {
      if (!port.required) return [];
      const kind = port.ir_type ?? "a result";
      const message = `${node.step} reads ${name} (${kind}), and ${node.key} depends on no node that gives it.`;
      return [fault(`/nodes/${i}/depends_on`, message, `Let ${node.key} depend on a node that gives ${kind}.`)];
    }
    const given = outputOf(key);
    if (port.ir_type === null || given === undefined || given === port.ir_type) return [];
    const at = `/nodes/${i}/depends_on/${node.depends_on.indexOf(key)}`;
    const message = `${node.step} reads ${port.ir_type} as ${name}, but ${key} gives ${given}.`;
    return [fault(at, message, `Depend on a node that gives ${port.ir_type}.`)];
  });
}

function conditionFaults(
  node: PipelineNode,
  i: number,
  byKey: ReadonlyMap<string, PipelineNode>,
  compileCel: CompileCel,
): Fault[] {
  const at = `/nodes/${i}/condition`;
  const compiled = compileCel(node.condition ?? "");
  if (isCelFault(compiled)) return [fault(at, compiled.message, compiled.fix)];
  if (compiled.type !== "bool" && compiled.type !== "dyn") {
    return [fault(at, `The condition gives ${compiled.type}, not true or false.`, "Compare it with something.")];
  }
  const before = ancestorsOf(node.key, byKey);
  const early = [...new Set([...compiled.ir, ...compiled.metrics])].filter((key) => !before.has(key));
  return early.map((key) => {
    const what = byKey.has(key) ? `${key} does not come before ${node.key}` : `There is no node ${key}`;
    return fault(at, `${what}.`, `Let ${node.key} depend on it, or read another node.`);
  });
}
