import type { Tx } from "../platform/db.ts";
import { uuidV5 } from "./artifacts.ts";
import type { Begun } from "./begin.ts";
import type { HeldRun } from "./record.ts";

/**
 * Keeps what validation said of a run that asked a language model, as a test run of the suite ir_validation: one check
 * for each node that was looked at. Its ids follow from the run, so it is there once.
 */
export async function storeVerdicts(tx: Tx, run: HeldRun, { verdicts, state }: Begun): Promise<void> {
  const looked = state.nodes.filter((node) => verdicts.has(node.key));
  if (looked.length === 0) return;
  const id = uuidV5(run.id, "ir_validation");
  const results = looked.map((node, position) => {
    const faults = verdicts.get(node.key) ?? [];
    return {
      id: uuidV5(id, node.key),
      position,
      name: `${node.key} (${node.step})`,
      passed: faults.length === 0,
      step_key: node.key,
      faults,
    };
  });
  const passed = results.filter((result) => result.passed).length;
  await Promise.all([
    tx`insert into public.test_runs (tenant_id, id, suite, run_id, total, passed)
      values (${run.tenant_id}, ${id}, 'ir_validation', ${run.id}, ${results.length}, ${passed})
      on conflict (tenant_id, id) do nothing`,
    tx`insert into public.test_results (tenant_id, id, test_run_id, position, name, passed, step_key, faults)
      select ${run.tenant_id}, r.id, ${id}, r.position, r.name, r.passed, r.step_key, r.faults
      from jsonb_to_recordset(${JSON.stringify(results)}::text::jsonb) as r (id uuid, position int, name text, passed boolean,
        step_key text, faults jsonb)
      on conflict (tenant_id, id) do nothing`,
  ]);
}
