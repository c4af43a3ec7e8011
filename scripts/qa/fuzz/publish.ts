import { randomUUID } from "node:crypto";
import type { Sql } from "postgres";

/** Writes what a worker writes when a run ends well: profile, two insights, status and event. */
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
    await tx`update public.runs set status = 'succeeded', progress = 1, attempt = 1, started_at = now(), finished_at = now()
      where tenant_id = ${tenant_id} and id = ${run_id}`;
    await tx`insert into public.run_events (tenant_id, run_id, type) values (${tenant_id}, ${run_id}, 'succeeded')`;
  });
}
