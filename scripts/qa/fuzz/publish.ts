import { randomUUID } from "node:crypto";
import type { Sql } from "postgres";

/** Writes what a worker writes when a run ends well: profile, two insights, a result of each step, status and event. */
export async function publish(
  owner: Sql,
  { tenant_id, marker }: { tenant_id: string; marker: string },
  dataset_id: string,
  run_id: string,
): Promise<void> {
  const evidence = [
    { kind: "aggregate", id: "e1", label: `rows ${marker}`, query: { op: "count", filter: [] }, value: 30 },
  ];
  const profile = {
    row_count: 30,
    column_count: 3,
    duplicate_row_count: 0,
    missing_cell_count: 0,
    missing_share: 0,
    quality_score: 100,
    source: {
      format: "csv",
      encoding: "utf-8",
      delimiter: ",",
      quote: '"',
      header_rows: 1,
      decimal: ".",
      sheet: null,
      decisions: [],
      warnings: [],
    },
    columns: [],
    correlations: [],
    kpis: [],
    charts: [],
    preview: { columns: ["id", "part", "amount"], rows: [["0", `${marker}-first`, null]] },
  };
  await owner.begin(async (tx) => {
    await tx`update public.datasets set revision = revision + 1, format = 'csv', row_count = 30, column_count = 3,
      quality_score = 100, insight_count = 2 where tenant_id = ${tenant_id} and id = ${dataset_id}`;
    await tx`insert into public.dataset_profiles (tenant_id, dataset_id, revision, run_id, profile)
      select tenant_id, id, revision, ${run_id}, ${JSON.stringify(profile)}::text::jsonb from public.datasets
      where tenant_id = ${tenant_id} and id = ${dataset_id}`;
    for (const position of [0, 1]) {
      await tx`insert into public.insights (tenant_id, id, dataset_id, run_id, revision, position, kind, severity, title,
          summary, next_steps, columns, evidence, claims, verified, verified_by, verified_rows, written_by, trace_id)
        select tenant_id, ${randomUUID()}, id, ${run_id}, revision, ${position}, 'trend', 'major', ${`Parts of ${marker} rise`},
          'From 9 to 7.', '{"Look again"}'::text[], '{part,amount}'::text[], ${JSON.stringify(evidence)}::text::jsonb,
          '[]'::text::jsonb, true, 'recomputed@1', 30, 'deterministic@1', ${run_id}
        from public.datasets where tenant_id = ${tenant_id} and id = ${dataset_id}`;
    }
    const value = JSON.stringify({ count: 30, rows: [1], part: marker });
    await tx`update public.runs r set status = 'succeeded', progress = 1, attempt = 1, started_at = now(), finished_at = now(),
        ir_validation = 'enforce', pipeline = jsonb_build_object('name', b.name, 'version', 0, 'nodes', b.nodes,
          'parallel_groups', b.parallel_groups)
      from public.builtin_pipelines b where b.kind = r.kind and r.tenant_id = ${tenant_id} and r.id = ${run_id}`;
    await tx`insert into public.run_steps (tenant_id, run_id, key, step, position, depends_on, status, progress, attempt,
        started_at, finished_at)
      select r.tenant_id, r.id, n.value ->> 'key', n.value ->> 'step', n.place - 1,
        array(select jsonb_array_elements_text(n.value -> 'depends_on')), 'succeeded', 1, 1, now(), now()
      from public.runs r, jsonb_array_elements(r.pipeline -> 'nodes') with ordinality n (value, place)
      where r.tenant_id = ${tenant_id} and r.id = ${run_id}`;
    await tx`insert into public.artifacts (tenant_id, id, run_id, step_key, ir_type, value, sha256, size_bytes, valid)
      select s.tenant_id, gen_random_uuid(), s.run_id, s.key, v.output, ${value}::text::jsonb,
        encode(sha256(convert_to(${value}, 'UTF8')), 'hex'), length(${value}), true
      from public.run_steps s join public.step_versions v on v.step = s.step
      where s.tenant_id = ${tenant_id} and s.run_id = ${run_id}`;
    await tx`insert into public.metric_results (tenant_id, id, run_id, step_key, metric, unit, value)
      select s.tenant_id, gen_random_uuid(), s.run_id, s.key, 'duration_ms', 'ms', 7
      from public.run_steps s where s.tenant_id = ${tenant_id} and s.run_id = ${run_id}`;
    await tx`insert into public.run_events (tenant_id, run_id, type) values (${tenant_id}, ${run_id}, 'succeeded')`;
  });
}
