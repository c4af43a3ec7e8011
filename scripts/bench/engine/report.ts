import Table from "cli-table3";
import type { Fairness } from "./fairness.ts";
import type { Crowd, Measured } from "./measure.ts";
import type { Statements } from "./statements.ts";

export interface Result {
  machine: string;
  how: string;
  ours: Measured & { one_tenant: Measured; deterministic: Measured; two_processes: Crowd; statements: Statements };
  dbos: Measured & { not_waiting_for_disk: Measured; two_processes: Crowd; statements: Statements };
  /** Ours to the peer's, in runs per second. */
  ratio: number;
  ratio_one_tenant: number;
  ratio_deterministic: number;
  ratio_two_processes: number;
  fairness: Fairness;
}

const table = (...head: string[]) => new Table({ head, style: { head: [], border: [] } });

export function print(result: Result): void {
  const { ours, dbos } = result;
  console.log(`${result.machine}\n${result.how}`);
  const sides = table(
    "",
    "five steps, p50 ms",
    "a step, ms",
    "runs/s at 64",
    "CPU ms node",
    "CPU ms Postgres",
    "chain of 100, ms",
    "wide of 100, ms",
  );
  const add = (name: string, one: Measured) =>
    sides.push([
      name,
      one.workflow_p50_ms,
      one.step_p50_ms,
      one.runs_per_second,
      one.node_ms,
      one.postgres_ms,
      one.chain_of_100_ms,
      one.wide_of_100_ms,
    ]);
  add("Plumbline, 20 tenants", ours);
  add("Plumbline, one tenant", ours.one_tenant);
  add("Plumbline, 20 tenants, deterministic steps", ours.deterministic);
  add("DBOS", dbos);
  add("DBOS, commits not waiting for the disk", dbos.not_waiting_for_disk);
  console.log(sides.toString());
  const two = table("two processes", "runs/s at 64", "CPU ms node", "CPU ms Postgres");
  for (const [name, one] of [
    ["Plumbline, 20 tenants", ours.two_processes],
    ["DBOS", dbos.two_processes],
  ] as const) {
    two.push([name, one.runs_per_second, one.node_ms, one.postgres_ms]);
  }
  console.log(two.toString());
  console.log(
    `Runs per second, ours to DBOS: ${result.ratio} (one tenant ${result.ratio_one_tenant}, deterministic steps ` +
      `${result.ratio_deterministic}, two processes ${result.ratio_two_processes})`,
  );
  const where = table("a run of five steps in Postgres", "statements", "ms on the server");
  for (const { what, statements, ms } of ours.statements.shares) where.push([what, statements, ms]);
  console.log(where.toString());
  for (const [name, one] of [
    ["Plumbline", ours.statements],
    ["DBOS", dbos.statements],
  ] as const) {
    console.log(`${name}: ${one.statements} statements and ${one.wal_kib} KiB of log a run`);
  }
  const { flood, idle, behind_waiting_steps, behind_no_op_steps } = result.fairness;
  const waits = table("from request to a run's first step", "p50 ms", "p95 ms", "to idle");
  for (const [name, { p50_ms, p95_ms, times_idle }] of [
    ["idle", idle],
    [`another tenant asked for ${flood} runs whose steps wait 5 ms each`, behind_waiting_steps],
    [`another tenant asked for ${flood} runs whose steps do nothing`, behind_no_op_steps],
  ] as const) {
    waits.push([name, p50_ms, p95_ms, times_idle]);
  }
  console.log(waits.toString());
}
