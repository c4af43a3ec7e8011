import type { Filter } from "@plumbline/contracts";
import type { Table } from "../table/table.ts";
import type { Candidate } from "./detector.ts";
import { filterExpression } from "./statistics/query.ts";

/**
 * Leaves out outliers that are a spike seen row by row: when most of the outlying rows of a column lie in the period of
 * a spike of that column, the spike says it better.
 */
export async function withoutExplainedOutliers(table: Table, candidates: readonly Candidate[]): Promise<Candidate[]> {
  const kept: Candidate[] = [];
  for (const candidate of candidates) {
    const spikes = candidates.filter((other) => other.kind === "spike" && other.columns[0] === candidate.columns[0]);
    const within =
      candidate.kind === "outliers" ? await Promise.all(spikes.map((spike) => isWithin(table, candidate, spike))) : [];
    if (!within.includes(true)) kept.push(candidate);
  }
  return kept;
}

async function isWithin(table: Table, outliers: Candidate, spike: Candidate): Promise<boolean> {
  const rows = outliers.evidence.find((e) => e.kind === "rows");
  const period = spike.evidence.find((e) => e.kind === "aggregate");
  if (rows?.kind !== "rows" || period?.kind !== "aggregate") return false;
  const both: Filter = [...rows.where, ...period.query.filter];
  const [row] = await table.query<{ n: number }>(`SELECT count(*) AS n FROM t WHERE ${filterExpression(both, table)}`);
  return Number(row?.n ?? 0) > 0.5 * rows.count;
}
