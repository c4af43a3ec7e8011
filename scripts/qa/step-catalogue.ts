import { PipelineNode } from "@plumbline/contracts";

const node = (key: string, step: string, depends_on: string[] = []) => PipelineNode.parse({ key, step, depends_on });
const step = (key: string, input: object, output_schema: object, params_schema: object = {}) => ({
  step: `${key}@1`,
  key,
  version: 1,
  description: `Stands for a step: ${key}`,
  input,
  output: `${key}@1`,
  output_schema,
  params_schema,
  default_params: {},
  asks_model: false,
});

const rows = {
  type: "object",
  properties: { rows: { type: "array", items: { type: "integer" } } },
  required: ["rows"],
};
const count = { type: "object", properties: { count: { type: "integer" } }, required: ["count"] };
/** Steps that no pipeline has: so many that each tenant of a check can have schemas for some that no other tenant has. */
const others = Array.from({ length: 10 }, (_, i) => step(`qa.other_${i}`, {}, { type: "object" }));

/** A pipeline of two steps, each with a result of its own. */
export const qaNodes = [node("read", "qa.read@1"), node("count", "qa.count@1", ["read"])];

/** What a worker says at its start, for databases that none has been at: the argument of private.register_steps. */
export const stepCatalogue = {
  steps: [
    step("qa.read", {}, rows),
    step("qa.count", { rows: { ir_type: "qa.read@1", required: true } }, count, {
      type: "object",
      properties: { most: { type: "integer", minimum: 1 } },
    }),
    ...others,
  ],
  pipelines: [{ kind: "dataset_insight", name: "Dataset insight", nodes: qaNodes, parallel_groups: {} }],
};
