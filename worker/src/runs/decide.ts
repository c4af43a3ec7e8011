import { AppError, bindPorts, celError, isAppError, isCelFault, type PipelineNode } from "@plumbline/contracts";
import { conditions } from "../pipelines/cel.ts";
import type { Outputs } from "./outputs.ts";
import type { HeldRun } from "./record.ts";
import type { Registry } from "./registry.ts";
import type { RunState } from "./run-state.ts";

export type Decision = { skip: string } | { input: Record<string, unknown> };

/**
 * What becomes of a node whose turn has come: its input, or why it is skipped. Its condition decides; without one it
 * needs every result it depends on. A node that cannot take the error of one that failed is skipped too. Loads only the
 * results that are read. Throws AppError condition_failed when the condition cannot be evaluated,
 * expression_too_costly when that takes too much.
 */
export async function decide(
  registry: Registry,
  run: HeldRun,
  node: PipelineNode,
  state: RunState,
  outputs: Outputs,
): Promise<Decision> {
  const step = registry.step(node.step);
  const params = { ...step?.default_params, ...node.params };
  if (node.condition === null) {
    const missing = node.depends_on.find((key) => state.of(key) === "skipped");
    if (missing !== undefined) return { skip: `${missing}, which it depends on, was skipped.` };
  } else if (!(await holds(node, node.condition, { params, input: run.input }, outputs))) {
    return { skip: `Its condition is false: ${node.condition}` };
  }
  const given = node.depends_on.filter((key) => outputs.has(key));
  await outputs.load(given);
  const input: Record<string, unknown> = { input: run.input, params };
  for (const key of given) input[key] = outputs.get(key);
  const entry = registry.entry(node.step);
  const outputOf = (key: string) => typeOf(key, state, registry);
  for (const [name, key] of entry ? bindPorts(node, outputOf, entry) : []) input[name] = outputs.get(key);
  const failed = node.depends_on.find((key) => state.of(key) === "failed");
  if (failed !== undefined && step && !step.accepts(input)) {
    return { skip: `${failed}, which it depends on, failed.` };
  }
  return { input };
}

const typeOf = (key: string, state: RunState, registry: Registry): string | undefined =>
  registry.entry(state.nodes.find((node) => node.key === key)?.step ?? "")?.output;

async function holds(
  node: PipelineNode,
  condition: string,
  own: { params: unknown; input: unknown },
  outputs: Outputs,
): Promise<boolean> {
  const compiled = conditions(condition);
  if (isCelFault(compiled)) throw unclear(node, compiled.message);
  await outputs.load(compiled.ir, compiled.metrics);
  const ir = Object.fromEntries(compiled.ir.filter((key) => outputs.has(key)).map((key) => [key, outputs.get(key)]));
  const metrics = Object.fromEntries(
    compiled.metrics.flatMap((key) => {
      const values = outputs.metricsOf(key);
      return values ? [[key, values]] : [];
    }),
  );
  let value: unknown;
  try {
    value = compiled.evaluate({ ir, metrics, ...own });
  } catch (error) {
    if (!isAppError(error)) throw unclear(node, celError(error));
    throw new AppError(error.code, `The condition of ${node.key} could not be evaluated: ${celError(error)}.`, {
      fix: error.fix ?? "Correct the condition.",
      cause: error,
    });
  }
  if (typeof value !== "boolean") throw unclear(node, "it gives neither true nor false");
  return value;
}

const unclear = (node: PipelineNode, why: string) =>
  new AppError("condition_failed", `The condition of ${node.key} could not be evaluated: ${why}.`, {
    fix: "Guard what may be missing with has(), or correct the condition.",
  });
