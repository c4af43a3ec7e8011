import { AppError } from "@plumbline/contracts";
import { z } from "zod";

/** One node of a pipeline. Stored with every run, so a run goes on as it began. */
export const PipelineNode = z.strictObject({
  key: z.string().regex(/^[a-z][a-z0-9_]*$/),
  /** `dataset.parse@1`. */
  step: z.string().regex(/^[a-z][a-z0-9_.]*@\d+$/),
  params: z.record(z.string(), z.unknown()).default({}),
  depends_on: z.array(z.string()).default([]),
  timeout_ms: z.int().min(1).optional(),
  condition: z.string().optional(),
  retries: z.int().min(0).optional(),
  retry_delay_ms: z.int().min(0).optional(),
  continue_on_fail: z.boolean().optional(),
  parallel_group: z.string().optional(),
});
export type PipelineNode = z.infer<typeof PipelineNode>;

export const Pipeline = z.strictObject({
  name: z.string(),
  version: z.int().min(1),
  nodes: z.array(PipelineNode).min(1).max(100),
});
export type Pipeline = z.infer<typeof Pipeline>;
/** A pipeline as it is written down: what has a default may be left out. */
export type PipelineDefinition = z.input<typeof Pipeline>;

// Names a node's input uses for itself.
const reserved = new Set(["input", "params"]);
// Their place is kept in the format. Ignoring one would run a pipeline that means something else.
const notActedOn = ["condition", "retries", "retry_delay_ms", "continue_on_fail", "parallel_group"] as const;

/**
 * Checks a pipeline: unique keys, dependencies that exist, no cycle, no policy the engine does not act on yet.
 * Throws AppError naming the node, or the whole cycle as `a -> b -> a`.
 */
export function definePipeline(definition: PipelineDefinition): Pipeline {
  const parsed = Pipeline.safeParse(definition);
  if (!parsed.success) throw invalid(definition.name, z.prettifyError(parsed.error));
  const pipeline = parsed.data;
  const nodes = new Map<string, PipelineNode>();
  for (const node of pipeline.nodes) {
    if (nodes.has(node.key)) throw invalid(pipeline.name, `the key ${node.key} is used twice`);
    if (reserved.has(node.key)) throw invalid(pipeline.name, `the key ${node.key} is reserved`);
    const policy = notActedOn.find((name) => node[name] !== undefined);
    if (policy) throw invalid(pipeline.name, `node ${node.key} sets ${policy}, which the engine does not act on yet`);
    nodes.set(node.key, node);
  }
  for (const node of pipeline.nodes) {
    const missing = node.depends_on.find((key) => !nodes.has(key));
    if (missing) throw invalid(pipeline.name, `node ${node.key} depends on ${missing}, which does not exist`);
  }
  const cycle = findCycle(nodes);
  if (cycle) throw invalid(pipeline.name, `its nodes wait for each other: ${cycle.join(" -> ")}`);
  return pipeline;
}

const invalid = (name: string, reason: string) => new AppError("invalid_request", `Pipeline ${name}: ${reason}`);

function findCycle(nodes: ReadonlyMap<string, PipelineNode>): string[] | undefined {
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
