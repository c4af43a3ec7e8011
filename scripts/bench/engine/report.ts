import Table from "cli-table3";
import type { Fairness, Waited } from "./fairness.ts";
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

interface Section {
  head: string[];
  rows: (string | number)[][];
}

/** The figures as tables, each with what it says at its upper left. */
function sections({ ours, dbos, fairness, ...result }: Result): Section[] {
  const side = (name: string, one: Measured) => [
    name,
    one.workflow_p50_ms,
    one.step_p50_ms,
    one.runs_per_second,
    one.node_ms,
    one.postgres_ms,
    one.chain_of_100_ms,
    one.wide_of_100_ms,
  ];
  const two = (name: string, one: Crowd) => [name, one.runs_per_second, one.node_ms, one.postgres_ms];
  const waits = (name: string, one: Waited) => [name, one.p50_ms, one.p95_ms, one.times_idle];
  return [
    {
      head: [
        "one process each",
        "five steps, p50 ms",
        "a step, ms",
        "runs/s at 64",
        "CPU ms node",
        "CPU ms Postgres",
        "chain of 100, ms",
        "wide of 100, ms",
      ],
      rows: [
        side("Plumbline, 20 tenants", ours),
        side("Plumbline, one tenant", ours.one_tenant),
        side("Plumbline, 20 tenants, deterministic steps", ours.deterministic),
        side("DBOS", dbos),
        side("DBOS, commits not waiting for the disk", dbos.not_waiting_for_disk),
      ],
    },
    {
      head: ["two processes each", "runs/s at 64", "CPU ms node", "CPU ms Postgres"],
      rows: [two("Plumbline, 20 tenants", ours.two_processes), two("DBOS", dbos.two_processes)],
    },
    {
      head: ["runs per second, ours to DBOS", "ratio"],
      rows: [
        ["20 tenants", result.ratio],
        ["one tenant", result.ratio_one_tenant],
        ["deterministic steps", result.ratio_deterministic],
        ["two processes", result.ratio_two_processes],
      ],
    },
    {
      head: ["a run of five steps in Postgres", "statements", "ms on the server"],
      rows: ours.statements.shares.map(({ what, statements, ms }) => [what, statements, ms]),
    },
    {
      head: ["a run of five steps", "statements", "KiB of log"],
      rows: [
        ["Plumbline", ours.statements.statements, ours.statements.wal_kib],
        ["DBOS", dbos.statements.statements, dbos.statements.wal_kib],
      ],
    },
    {
      head: ["from request to a run's first step", "p50 ms", "p95 ms", "to idle"],
      rows: [
        waits("idle", fairness.idle),
        waits(`behind ${fairness.flood} runs of another tenant, steps of 20 ms`, fairness.behind_waiting_steps),
        waits(`behind ${fairness.flood} runs of another tenant, steps of 5 ms`, fairness.behind_short_steps),
        waits(`behind ${fairness.flood} runs of another tenant, steps that do nothing`, fairness.behind_no_op_steps),
      ],
    },
  ];
}

export function print(result: Result): void {
  console.log(`${result.machine}\n${result.how}`);
  for (const { head, rows } of sections(result)) {
    const table = new Table({ head, style: { head: [], border: [] } });
    table.push(...rows);
    console.log(table.toString());
  }
}

/** As docs/performance.md holds them. */
export function printMarkdown(result: Result): void {
  console.log(`${result.machine}; ${result.how}.`);
  for (const { head, rows } of sections(result)) {
    const lines = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
    console.log(`\n${lines.join("\n")}`);
  }
}
