import type { Evidence } from "@plumbline/contracts";
import type { Table } from "../table/table.ts";
import { aggregateSql, needsRepeats, relationSql, scaleSql } from "./query.ts";
import { recomputeComparisons } from "./recompute-comparison.ts";
import { recomputeRows } from "./recompute-rows.ts";
import { numberOf, recomputeSeries, told } from "./recompute-series.ts";
import { recomputeStatistics } from "./recompute-statistics.ts";
import { different, judge, type Recomputed, same } from "./recomputed.ts";

export type { Recomputed };

type Aggregate = Extract<Evidence, { kind: "aggregate" }>;
/** How many aggregates share one scan. */
const batch = 40;

/**
 * Computes every piece of evidence again from the table, by the verifier's own SQL and not from anything a detector kept.
 * Equal means to 1e-9 of the number (of the size of its terms, for sums that cancel). Ids must be unique in the list.
 * Never throws for bad evidence: an unknown column or an impossible query is "not equal", with the reason.
 */
export async function recompute(
  table: Table,
  evidence: readonly Evidence[],
  signal?: AbortSignal,
): Promise<Recomputed[]> {
  const done = new Map<string, Recomputed>();
  const keep = (results: readonly Recomputed[]): void => {
    for (const result of results) done.set(result.evidence_id, result);
  };
  keep(
    await recomputeAggregates(
      table,
      evidence.filter((one) => one.kind === "aggregate"),
      signal,
    ),
  );
  keep(
    await recomputeSeries(
      table,
      evidence.filter((one) => one.kind === "series"),
      signal,
    ),
  );
  for (const one of evidence) {
    signal?.throwIfAborted();
    if (one.kind === "rows") keep([await recomputeRows(table, one)]);
    else if (one.kind === "test") keep([await recomputeStatistics(table, one)]);
    else if (one.kind === "chart") keep([same(one, null)]);
  }
  keep(recomputeComparisons(evidence, done));
  return evidence.map((one) => done.get(one.id) ?? different(one, "was not computed"));
}

async function recomputeAggregates(
  table: Table,
  aggregates: readonly Aggregate[],
  signal?: AbortSignal,
): Promise<Recomputed[]> {
  const out: Recomputed[] = [];
  for (const repeats of [false, true]) {
    const alike = aggregates.filter(({ query }) => needsRepeats(query.filter) === repeats);
    for (let i = 0; i < alike.length; i += batch) {
      signal?.throwIfAborted();
      out.push(...(await scan(table, alike.slice(i, i + batch), repeats)));
    }
  }
  return out;
}

/** One pass over the table for all of them; when one cannot be computed, each on its own. */
async function scan(table: Table, aggregates: readonly Aggregate[], repeats: boolean): Promise<Recomputed[]> {
  try {
    const values = aggregates.flatMap(({ query }, i) => [
      `${aggregateSql(query, table)} as a${i}`,
      `${scaleSql(query, table)} as s${i}`,
    ]);
    const [row] = await table.query(`select ${values.join(", ")} from ${await relationSql(table, repeats)}`);
    // A sum that cancels is only as good as its terms: 1e-12 of their size.
    return aggregates.map((one, i) =>
      judge(one, one.value, totalOf(one, row?.[`a${i}`]), (numberOf(row?.[`s${i}`]) ?? 0) * 1e-3),
    );
  } catch (error) {
    const [only, second] = aggregates;
    if (only && !second) return [different(only, told(error))];
    const each: Recomputed[] = [];
    for (const one of aggregates) each.push(...(await scan(table, [one], repeats)));
    return each;
  }
}

/** The sum of nothing is 0; a mean of nothing is no number. */
const totalOf = ({ query }: Aggregate, got: unknown): number | null => numberOf(got) ?? (query.op === "sum" ? 0 : null);
