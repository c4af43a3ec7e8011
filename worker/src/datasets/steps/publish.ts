import { AppError, Findings, Profile } from "@plumbline/contracts";
import { z } from "zod";
import type { Tx } from "../../platform/db.ts";
import { uuidV5 } from "../../runs/artifacts.ts";
import type { RunInfo, Step } from "../../runs/step.ts";
import { DatasetRunInput, Parsed, Published, VerifiedInsights } from "./ir.ts";

const Input = z.object({
  input: DatasetRunInput,
  parse: Parsed,
  profile: Profile,
  detect: Findings,
  verify: VerifiedInsights,
});
type Input = z.infer<typeof Input>;

/** Makes profile and insights visible, in the transaction that completes the run: all of it or nothing, and once. */
export const publish: Step<Input, z.infer<typeof Published>> = {
  key: "dataset.publish",
  version: 1,
  description: "Makes profile and insights visible, all or nothing",
  input: Input,
  output: Published,
  async run(_, { profile, verify: { insights } }) {
    return {
      insight_count: insights.length,
      verified_count: insights.filter((insight) => insight.verified).length,
      quality_score: profile.quality_score,
    };
  },
  async commit(tx, run, input, output) {
    const { dataset_id } = input.input;
    const [dataset] = await tx<{ revision: number }>`
      update public.datasets set
        format = ${input.parse.source.format}, row_count = ${input.profile.row_count},
        column_count = ${input.profile.column_count}, quality_score = ${output.quality_score},
        insight_count = ${output.insight_count}, revision = revision + 1, updated_at = now()
      where tenant_id = ${run.tenant_id} and id = ${dataset_id}
      returning revision`;
    if (!dataset) throw new AppError("not_found", "The dataset is gone.", { fix: "Upload the file again." });
    // Sent together: one connection, so they arrive in this order.
    await Promise.all([
      tx`insert into public.dataset_profiles (tenant_id, dataset_id, revision, run_id, profile)
        values (${run.tenant_id}, ${dataset_id}, ${dataset.revision}, ${run.id},
          ${JSON.stringify(withFacts(input.profile, input.detect))}::text::jsonb)`,
      insertInsights(tx, run, dataset_id, dataset.revision, input.verify),
    ]);
  },
};

/** What detection learnt of single columns belongs under them, not among the insights. */
function withFacts(profile: Profile, { column_facts }: Findings): Profile {
  const facts = Map.groupBy(column_facts, ({ column }) => column);
  return {
    ...profile,
    columns: profile.columns.map((column) => ({
      ...column,
      facts: [...new Set([...column.facts, ...(facts.get(column.name) ?? []).map(({ fact }) => fact)])],
    })),
  };
}

/** The id of an insight follows from run and finding. */
function insertInsights(tx: Tx, run: RunInfo, datasetId: string, revision: number, verified: VerifiedInsights) {
  const rows = verified.insights.map(({ finding, draft, ...checked }, position) => ({
    id: uuidV5(run.id, finding.key),
    position,
    kind: finding.kind,
    severity: finding.severity,
    title: draft.title,
    summary: draft.summary,
    next_steps: draft.next_steps,
    columns: finding.columns,
    evidence: finding.evidence,
    claims: checked.claims,
    verified: checked.verified,
    verified_by: checked.verified_by,
    verified_rows: checked.verified_rows,
    written_by: draft.written_by,
  }));
  return tx`
    insert into public.insights (tenant_id, dataset_id, run_id, revision, trace_id, id, position, kind, severity, title,
      summary, next_steps, columns, evidence, claims, verified, verified_by, verified_rows, written_by)
    select ${run.tenant_id}, ${datasetId}, ${run.id}, ${revision}, ${run.trace_id}, i.id, i.position, i.kind,
      i.severity::public.severity, i.title, i.summary, i.next_steps, i.columns, i.evidence, i.claims, i.verified,
      i.verified_by, i.verified_rows, i.written_by
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as i (
      id uuid, position int, kind text, severity text, title text, summary text, next_steps text[], columns text[],
      evidence jsonb, claims jsonb, verified boolean, verified_by text, verified_rows bigint, written_by text)`;
}
