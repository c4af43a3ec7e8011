import type { Exhibits } from "../cross/exhibits.ts";
import { periodLabel } from "../statistics/periods.ts";
import { between } from "./axis.ts";
import type { Measure } from "./measures.ts";
import type { Series } from "./series.ts";

/** A series along its calendar as evidence; periods without a value are null. Returns its id. */
export function seriesEvidence(exhibits: Exhibits, series: Series): string {
  const { column, grain, query } = series.inputs;
  const id = `e${exhibits.list.length + 1}`;
  exhibits.list.push({
    id,
    kind: "series",
    label: `${series.measure.name} by ${grain}`,
    unit: series.measure.unit,
    query,
    by: { column, grain },
    points: series.starts.map((at, i) => {
      const value = series.raw[i] ?? Number.NaN;
      return { group: periodLabel(at, grain), value: Number.isFinite(value) ? value : null };
    }),
  });
  return id;
}

/** A measure over the rows dated in [from, to). Returns its id. */
export function windowEvidence(
  exhibits: Exhibits,
  measure: Measure,
  column: string,
  from: number,
  to: number,
  label: string,
): Promise<string> {
  const filter = between(column, from, to);
  return exhibits.aggregate(`${measure.name}, ${label}`, { ...measure.query, filter }, measure.unit);
}
