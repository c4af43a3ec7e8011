import { DatasetAccepted } from "@plumbline/contracts";
import { expectAnswer, first, type TestApp, type TestUser } from "./test-app.ts";

/** A multipart body with one file. */
export function fileForm(text: BlobPart, name = "data.csv", field = "file"): FormData {
  const form = new FormData();
  form.set(field, new File([text], name, { type: "text/csv" }));
  return form;
}

export const upload = (user: TestUser, form: FormData): Promise<Response> =>
  user.call("POST", "/v1/datasets", { body: form });

/** Uploads a small file nobody else has. */
export const uploaded = async (user: TestUser, name?: string): Promise<DatasetAccepted> =>
  expectAnswer(await upload(user, fileForm(`id,v\n1,${crypto.randomUUID()}\n`, name)), 202, DatasetAccepted);

/** What the worker writes when a run ends well: revision, profile, one insight, status and event. */
export async function publish(api: TestApp, { dataset, run }: DatasetAccepted): Promise<{ insight_id: string }> {
  const insight_id = crypto.randomUUID();
  const { tenant_id: t } = api;
  await api.owner.begin(async (tx) => {
    const { revision } = first(
      await tx<
        { revision: number }[]
      >`update public.datasets set revision = revision + 1, format = 'csv', row_count = 1,
        column_count = 2, quality_score = 99.5, insight_count = 1 where tenant_id = ${t} and id = ${dataset.id} returning revision`,
    );
    await tx`insert into public.dataset_profiles (tenant_id, dataset_id, revision, run_id, profile)
      values (${t}, ${dataset.id}, ${revision}, ${run.id}, ${JSON.stringify(emptyProfile)}::text::jsonb)`;
    await tx`insert into public.insights (tenant_id, id, dataset_id, run_id, revision, position, kind, severity, title,
        summary, next_steps, columns, evidence, claims, verified, verified_by, verified_rows, written_by, trace_id)
      values (${t}, ${insight_id}, ${dataset.id}, ${run.id}, ${revision}, 0, 'trend', 'major', 'Sales fell 18%', 'From 9 to 7.',
        '{"Look, at \\"it\\"","b"}'::text[], '{"a b",c}'::text[],
        '[{"kind":"aggregate","id":"e1","label":"sum","query":{"op":"count","filter":[]},"value":3}]'::text::jsonb,
        '[]'::text::jsonb, true, 'recomputed@1', 1, 'deterministic@1', ${run.trace_id})`;
    await tx`update public.runs set status = 'succeeded', progress = 1, attempt = 1, started_at = now(), finished_at = now()
      where tenant_id = ${t} and id = ${run.id}`;
    await tx`insert into public.run_events (tenant_id, run_id, type) values (${t}, ${run.id}, 'succeeded')`;
  });
  return { insight_id };
}

const emptyProfile = {
  row_count: 1,
  column_count: 2,
  duplicate_row_count: 0,
  missing_cell_count: 0,
  missing_share: 0,
  quality_score: 99.5,
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
  preview: { columns: ["id", "v"], rows: [["1", null]] },
};
