import Table from "cli-table3";
import color from "picocolors";
import type { Finding } from "../finding.ts";
import { failuresOf, type Matrix, type Report } from "../report.ts";

/** The whole report for a person at a terminal: who may do what, what was checked, what is wrong. */
export function toTerminal(report: Report): string {
  const parts = [
    ...(report.matrix ? [matrix(report.matrix)] : []),
    summary(report),
    ...findings("Failures", [...(report.static?.failures ?? []), ...(report.behaviour?.failures ?? [])]),
    ...findings("Survivors", report.mutation?.survivors ?? []),
    ...notes(report),
  ];
  const failed = failuresOf(report).length;
  const verdict = failed === 0 ? color.green("No way across tenants was found.") : color.red(`${failed} findings.`);
  return [...parts, `${verdict} ${report.database}, ${report.seconds.toFixed(1)} s`].join("\n\n");
}

/** Principals that do the same everywhere stand in one column. */
function matrix({ principals, tables }: Matrix): string {
  const columns = new Map<string, { names: string[]; index: number }>();
  for (const [index, name] of principals.entries()) {
    const shape = JSON.stringify(tables.map((t) => t.cells[index]));
    const column = columns.get(shape) ?? { names: [], index };
    column.names.push(name);
    columns.set(shape, column);
  }
  const shown = [...columns.values()];
  const table = new Table({
    head: ["", ...shown.map((_, i) => String(i + 1))],
    style: { head: [], border: [], compact: true },
  });
  for (const { name, cells } of tables) {
    table.push([name, ...shown.map(({ index }) => cell(cells[index]))]);
  }
  const legend = shown.map(({ names }, i) => `${String(i + 1).padStart(3)}  ${names.join("; ")}`);
  return [
    table.toString(),
    ...legend,
    color.dim("  r reads  a adds  c changes  d deletes, of their own tenant's rows; red: not as declared"),
  ].join("\n");
}

const cell = (c: Matrix["tables"][number]["cells"][number] | undefined): string => {
  const text = c?.letters || "·";
  return c?.expected === false ? color.red(`${text}!`) : c?.letters ? text : color.dim(text);
};

function summary({ static: rules, behaviour, mutation }: Report): string {
  const table = new Table({ head: ["layer", "what", "result"], style: { head: [], border: [], compact: true } });
  const result = (failures: number) => (failures === 0 ? color.green("ok") : color.red(`${failures} failures`));
  if (rules) table.push(["static", `${rules.checked} rules asked`, result(rules.failures.length)]);
  if (behaviour) {
    const { sql, edge, rest } = behaviour.through;
    const ways = [`${sql} in SQL as the ${behaviour.as}`, `${edge} through the edge`, `${rest} through REST`];
    table.push(["behaviour", `${behaviour.cases} attempts: ${ways.join(", ")}`, result(behaviour.failures.length)]);
  }
  if (mutation) {
    const by = `${mutation.killed_by.static} by rules, ${mutation.killed_by.behaviour} by attempts, ${mutation.killed_by.both} by both`;
    const score = `${mutation.killed} of ${mutation.tried} killed`;
    table.push([
      "mutation",
      `${mutation.tried} mutants: ${by}`,
      mutation.survivors.length === 0 ? color.green(score) : color.red(score),
    ]);
  }
  return table.toString();
}

function findings(title: string, list: Finding[]): string[] {
  if (list.length === 0) return [];
  const most = 40;
  const lines = list
    .slice(0, most)
    .map((f) => `  ${color.red(f.rule)} ${f.object}: ${f.sentence}. ${color.dim(`Fix: ${f.fix}`)}`);
  const rest = list.length > most ? [`  and ${list.length - most} more: see --json or --html`] : [];
  return [[color.bold(title), ...lines, ...rest].join("\n")];
}

function notes({ behaviour, mutation }: Report): string[] {
  const skipped = (behaviour?.skipped ?? []).map((way) => `  not tried: ${way}`);
  const equivalent = (mutation?.equivalent ?? []).map((e) => `  no hole: ${e.object}: ${e.sentence}. ${e.reason}`);
  const kept =
    mutation && mutation.untried.length > 0
      ? [`  ${mutation.untried.length} mutants were not tried: the connected user may not make them`]
      : [];
  const lines = [...skipped, ...equivalent, ...kept];
  return lines.length === 0 ? [] : [color.dim(lines.join("\n"))];
}
