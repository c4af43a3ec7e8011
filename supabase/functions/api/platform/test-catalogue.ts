import { type PipelineDefinition, PipelineNode } from "@plumbline/contracts";
import { first, type TestApp } from "./test-app.ts";

const node = (key: string, step: string, depends_on: string[] = []) => PipelineNode.parse({ key, step, depends_on });

/** The built-in pipeline of the tests: read, then count. */
export const testPipeline = {
  name: "Test",
  version: 0,
  nodes: [node("read", "test.read@1"), node("count", "test.count@1", ["read"])],
} satisfies PipelineDefinition;

const step = (key: string, input: object, output_schema: object, params_schema: object = {}, default_params = {}) => ({
  step: `${key}@1`,
  key,
  version: 1,
  description: `The step ${key}`,
  input,
  output: `${key}@1`,
  output_schema,
  params_schema,
  default_params,
  asks_model: false,
});

const rows = {
  type: "object",
  properties: { rows: { type: "array", items: { type: "integer" } } },
  required: ["rows"],
  additionalProperties: false,
};
const most = { type: "object", properties: { most: { type: "integer", minimum: 1 } }, required: ["most"] };

/** Registers, as a worker does at its start, two steps and the pipeline that is made of them. */
export async function registerTestCatalogue(api: TestApp): Promise<void> {
  const catalogue = {
    steps: [
      step("test.read", {}, rows),
      step(
        "test.count",
        { rows: { ir_type: "test.read@1", required: true } },
        { type: "object", properties: { count: { type: "integer" } }, required: ["count"] },
        { ...most, additionalProperties: false },
        { most: 10 },
      ),
    ],
    pipelines: [{ kind: "dataset_insight", name: "Test", nodes: testPipeline.nodes, parallel_groups: {} }],
  };
  await api.owner`select private.register_steps(${JSON.stringify(catalogue)}::text::jsonb)`;
}

export interface TestStep {
  key: string;
  status?: string;
  duration_ms?: number;
  retries?: number;
  value?: unknown;
  valid?: boolean;
  ir_type?: string;
  /** The person who mended the result. */
  edited_by?: string;
  metrics?: { metric: string; value: number | null; passed?: boolean | null }[];
  /** A run whose result stands for this step's. */
  reused_from?: string;
  failure?: { code: string; detail: string; fix: null };
}
export interface TestRun {
  status?: string;
  created_at?: string;
  duration_ms?: number;
  failure_code?: string;
  pipeline_version_id?: string;
  ir_validation?: string;
  steps?: TestStep[];
}

/** What the engine leaves behind of a run of `testPipeline`; answers the run's id. */
export async function insertRun(api: TestApp, run: TestRun = {}): Promise<string> {
  const { owner, tenant_id: t } = api;
  const at = run.created_at ?? new Date().toISOString();
  const failure = run.failure_code ? { code: run.failure_code, detail: "It failed.", fix: null } : null;
  const { id } = first(
    await owner<{ id: string }[]>`
      insert into public.runs (tenant_id, kind, idempotency_key, status, progress, attempt, pipeline, failure,
        pipeline_version_id, ir_validation, created_at, started_at, finished_at)
      values (${t}, 'dataset_insight', ${crypto.randomUUID()}, ${run.status ?? "succeeded"}, 1, 1,
        ${JSON.stringify({ ...testPipeline, parallel_groups: {} })}::text::jsonb, ${failure && JSON.stringify(failure)}::text::jsonb,
        ${run.pipeline_version_id ?? null}, ${run.ir_validation ?? "enforce"}, ${at}, ${at}::text::timestamptz + interval '100 ms',
        ${at}::text::timestamptz + interval '100 ms' + ${run.duration_ms ?? 1000} * interval '1 ms')
      returning id`,
  );
  for (const [position, one] of (run.steps ?? []).entries()) {
    const nodes = testPipeline.nodes.find(({ key }) => key === one.key);
    await owner`
      insert into public.run_steps (tenant_id, run_id, key, step, position, depends_on, status, progress, attempt, retries,
        reused_from, failure, started_at, finished_at)
      values (${t}, ${id}, ${one.key}, ${nodes?.step ?? "test.count@1"}, ${position}, '{}', ${one.status ?? "succeeded"}, 1, 1,
        ${one.retries ?? 0}, ${one.reused_from ?? null}, ${one.failure ? JSON.stringify(one.failure) : null}::text::jsonb,
        ${at}, ${at}::text::timestamptz + ${one.duration_ms ?? 100} * interval '1 ms')`;
    if (one.value !== undefined) {
      const text = JSON.stringify(one.value);
      await owner`
        insert into public.artifacts (tenant_id, id, run_id, step_key, ir_type, value, sha256, size_bytes, valid, edited_by)
        values (${t}, ${crypto.randomUUID()}, ${id}, ${one.key}, ${one.ir_type ?? nodes?.step ?? "test.count@1"}, ${text}::text::jsonb,
          encode(sha256(convert_to(${text}, 'UTF8')), 'hex'), ${text.length}, ${one.valid ?? true}, ${one.edited_by ?? null})`;
    }
    for (const { metric, value, passed } of one.metrics ?? []) {
      await owner`
        insert into public.metric_results (tenant_id, id, run_id, step_key, metric, unit, value, threshold, passed)
        values (${t}, ${crypto.randomUUID()}, ${id}, ${one.key}, ${metric}, 'ms', ${value},
          ${passed === undefined ? null : "value < 10"}, ${passed ?? null})`;
    }
  }
  return id;
}
