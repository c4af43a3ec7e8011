import Table from "cli-table3";
import color from "picocolors";
import type { Summary } from "./campaign.ts";
import type { Timing } from "./timing.ts";

/** No lines between rows. */
const noRules = { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" };

/** The summary for people: every operation with its statuses, what was never reached, and every failure with its curl line. */
export function printable(
  { seed, requests, seconds, coverage, unreached, failures }: Summary,
  timings: Timing[],
): string {
  const plain = { head: [], border: [] };
  const statuses = [...new Set(Object.values(coverage).flatMap(Object.keys))].sort();
  const table = new Table({
    chars: noRules,
    head: ["operation", ...statuses],
    style: plain,
    colAligns: ["left", ...statuses.map(() => "right" as const)],
  });
  for (const [name, counts] of Object.entries(coverage).sort(([a], [b]) => byPath(a, b)))
    table.push([name, ...statuses.map((status) => String(counts[Number(status)] ?? ""))]);
  const lines = [table.toString(), ""];
  if (unreached.length > 0) lines.push(`Declared and never answered: ${unreached.join(", ")}`, "");
  if (timings.length > 0) lines.push(timingTable(timings), "");
  for (const { operation, kind, detail, principal, curl, seed } of failures) {
    lines.push(`${color.red(kind)} ${operation}${principal ? ` as ${principal}` : ""}`, `  ${detail}`);
    if (curl) lines.push(`  ${curl}`);
    lines.push(`  seed ${seed}`, "");
  }
  const verdict = failures.length === 0 ? color.green("nothing found") : color.red(`${failures.length} failures`);
  lines.push(`${requests} requests in ${seconds.toFixed(1)} s, seed ${seed}: ${verdict}`);
  return lines.join("\n");
}

const byPath = (a: string, b: string): number => {
  const path = (name: string) => name.split(" ")[1] ?? "";
  return path(a).localeCompare(path(b)) || a.localeCompare(b);
};

function timingTable(timings: Timing[]): string {
  const table = new Table({
    chars: noRules,
    head: ["foreign id against missing id", "pairs", "median difference", "interval", "verdict"],
    style: { head: [], border: [] },
  });
  for (const { operation, pairs, median_us, low_us, high_us, told } of timings)
    table.push([
      operation,
      pairs,
      `${median_us} us`,
      `${low_us} .. ${high_us} us`,
      told ? color.yellow("look closer") : "noise",
    ]);
  return table.toString();
}
