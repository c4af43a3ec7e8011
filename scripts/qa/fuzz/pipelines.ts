import { randomBytes } from "node:crypto";
import { AppError, Pipeline, PipelineVersion, RunPage, StepList } from "@plumbline/contracts";
import { stepCatalogue } from "../step-catalogue.ts";
import { call, learn, nothing, type Side } from "./side.ts";
import type { Target } from "./target.ts";

/** Registers a few steps and a pipeline of them where no worker has been; what workers registered stands. */
export async function registerSteps({ owner }: Target): Promise<void> {
  await owner?.unsafe(
    "select private.register_steps($1::text::jsonb) where not exists (select from public.builtin_pipelines where kind = 'dataset_insight')",
    [JSON.stringify(stepCatalogue)],
  );
}

/** A pipeline with an active version and a draft, an IR schema, what is measured, ground truth, a test run: one of each. */
export async function addPipelines(target: Target, side: Side): Promise<void> {
  const { owner, marker, tenant_id: tenant } = side;
  const put = (method: string, path: string, json: unknown) =>
    call(target, owner, nothing, method, path, { tenant, json });
  const kind = "dataset_insight";
  const { id } = await call(target, owner, Pipeline, "POST", "/v1/pipelines", {
    tenant,
    json: { kind, name: `Way of ${marker}` },
  });
  const first = `/v1/pipelines/${id}/versions/1`;
  const { nodes } = await call(target, owner, PipelineVersion, "GET", first, { tenant });
  await put("POST", `/v1/pipelines/${id}/activate`, { number: 1 });
  await put("PUT", `/v1/pipelines/${id}/draft`, { nodes, note: marker, revision: null });

  const { items } = await call(target, owner, StepList, "GET", "/v1/steps", { tenant });
  const step = items[0]?.versions[0]?.step;
  if (step === undefined) {
    throw new AppError("unavailable", "No worker has registered a step here, so nothing can be arranged", {
      fix: "Start a worker",
    });
  }
  const schema = { type: "object", title: marker };
  await put("POST", "/v1/ir-schemas", { step, name: `Demands of ${marker}`, schema });

  const [run] = (await call(target, owner, RunPage, "GET", "/v1/runs", { tenant })).items;
  const truth = { scope: "fuzz.part", reference: marker, value: { part: marker }, run_id: run?.id };
  await put("POST", "/v1/ground-truth", truth);
  const results = [{ name: `holds for ${marker}`, passed: true }];
  const suite = { suite: "fuzz", run_id: run?.id, started_at: new Date().toISOString(), results };
  await put("POST", "/v1/monitoring/test-runs", suite);
  await addMetrics(target, side);
  const lists = [
    "pipelines",
    `pipelines/${id}/versions`,
    "ir-schemas",
    "ground-truth",
    "monitoring/test-runs",
    "steps",
  ];
  for (const list of lists) await learn(target, side, `/v1/${list}`);
}

/** A metric and a profile that measures with it: what requests take away again. */
export async function addMetrics(target: Target, side: Side): Promise<void> {
  const key = `m${randomBytes(4).toString("hex")}`;
  const common = { tenant: side.tenant_id };
  await call(target, side.owner, nothing, "POST", "/v1/metrics/definitions", {
    ...common,
    json: { key, aggregation: "avg", scope: "step", expression: "duration_ms", description: side.marker },
  });
  await call(target, side.owner, nothing, "POST", "/v1/metrics/profiles", {
    ...common,
    json: { key, description: side.marker, metrics: [{ metric: key, threshold: "value < 10" }] },
  });
  await learn(target, side, "/v1/metrics");
}
