import type { RunStatus, StepStatus } from "@plumbline/contracts";
import type { Sql } from "postgres";
import { shapes } from "./shapes.ts";

/** What was asked for, under the key it was asked with. */
export interface Requested {
  key: string;
  kind: string;
  n: number;
}

export interface Verdict {
  lost: number;
  doubled: number;
  stuck: number;
  /** Runs that ended as they should not have, one sentence each. */
  wrong: string[];
}

interface Found {
  key: string;
  id: string;
  status: RunStatus;
  failure: string | null;
  steps: Record<string, StepStatus> | null;
  values: Record<string, number | null> | null;
  published: string[];
  ends: number;
}

/** Holds every run that was asked for to what it must have come to. */
export async function judge(sql: Sql, requested: readonly Requested[]): Promise<Verdict> {
  const rows = await sql<Found[]>`
    select r.idempotency_key as key, r.id, r.status, r.failure ->> 'detail' as failure,
      (select json_object_agg(s.key, s.status) from public.run_steps s where s.tenant_id = r.tenant_id and s.run_id = r.id) as steps,
      (select json_object_agg(a.step_key, a.value -> 'n') from public.artifacts a
        where a.tenant_id = r.tenant_id and a.run_id = r.id and a.ir_type <> 'error@1') as "values",
      array(select i.summary from public.insights i where i.tenant_id = r.tenant_id and i.run_id = r.id) as published,
      (select count(*)::int from public.run_events e where e.tenant_id = r.tenant_id and e.run_id = r.id
        and e.type in ('succeeded', 'degraded', 'failed', 'cancelled', 'timed_out')) as ends
    from public.runs r`;
  const found = Map.groupBy(rows, (row) => row.key);
  const verdict: Verdict = { lost: 0, doubled: 0, stuck: 0, wrong: [] };
  for (const one of requested) {
    const runs = found.get(one.key) ?? [];
    const [run] = runs;
    if (!run) verdict.lost++;
    else if (run.status === "queued" || run.status === "running") verdict.stuck++;
    else judgeRun(verdict, one, run);
    if (runs.length > 1) verdict.doubled++;
  }
  verdict.wrong.push(...(await judgeSums(sql)));
  return verdict;
}

/** Holds the roll-ups, folded all through the storm, to the rows they are of: every ended run once. */
async function judgeSums(sql: Sql): Promise<string[]> {
  await sql`select private.fold_ended_runs(1000000)`;
  const [row] = await sql<Record<"runs" | "rolled" | "steps" | "rolled_steps" | "left", number>[]>`select
    (select count(*)::int from public.runs where status not in ('queued', 'running')) as runs,
    (select coalesce(sum(runs), 0)::int from public.run_rollups where grain = 'hour') as rolled,
    (select count(*)::int from public.run_steps s join public.runs r on r.tenant_id = s.tenant_id and r.id = s.run_id
      where r.status not in ('queued', 'running') and s.reused_from is null) as steps,
    (select coalesce(sum(executions), 0)::int from public.step_rollups where grain = 'hour') as rolled_steps,
    (select count(*)::int from public.unfolded_runs) as left`;
  if (!row) throw new Error("no sums");
  return [
    ...(row.left > 0 ? [`${row.left} ended runs were not folded`] : []),
    ...(row.runs === row.rolled ? [] : [`${row.runs} runs ended, roll-ups hold ${row.rolled}`]),
    ...(row.steps === row.rolled_steps ? [] : [`${row.steps} steps were executed, roll-ups hold ${row.rolled_steps}`]),
  ];
}

function judgeRun(verdict: Verdict, { kind, n }: Requested, run: Found): void {
  const shape = shapes.get(kind);
  if (!shape) throw new Error(`there is no shape ${kind}`);
  const expected = shape.expected(n, run.values ?? {});
  const say = (what: string) => verdict.wrong.push(`${kind} ${run.id}: ${what}`);
  if (run.status !== expected.status) {
    say(`ended as ${run.status} (${run.failure}), not ${expected.status}`);
    return;
  }
  for (const { key } of shape.pipeline.nodes) {
    const status = run.steps?.[key];
    const wanted = expected.others[key] ?? "succeeded";
    if (status !== wanted) say(`${key} is ${status}, not ${wanted}`);
  }
  for (const [key, value] of Object.entries(expected.values)) {
    const stored = run.values?.[key];
    if (stored === undefined) verdict.lost++;
    else if (stored !== value) say(`the result of ${key} is ${stored}, not ${value}`);
  }
  const wanted = expected.published === undefined ? [] : [String(expected.published)];
  if (run.published.length < wanted.length) verdict.lost++;
  else if (run.published.length > wanted.length) verdict.doubled++;
  else if (run.published.join() !== wanted.join()) say(`published ${run.published}, not ${wanted}`);
  if (run.ends > 1) verdict.doubled++;
  if (run.ends < 1) verdict.lost++;
}
