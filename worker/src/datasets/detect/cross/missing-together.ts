import type { DetectorContext } from "../detector.ts";
import type { Column } from "./column.ts";
import { hitsOf } from "./hits.ts";
import { sampleOf } from "./sample.ts";

/**
 * Columns grouped by the rows they are missing in: each leading column with those that are missing in the same rows, all but
 * one in twenty. A question that was skipped leaves many columns empty at once, and that is one finding.
 */
export async function missingTogether(
  context: DetectorContext,
  columns: readonly Column[],
): Promise<Map<Column, Column[]>> {
  const sample = sampleOf(context.table);
  const clusters = new Map<Column, Column[]>();
  sample.readMissing(columns);
  const masks = new Map<Column, Float64Array>();
  for (const column of columns) {
    context.signal.throwIfAborted();
    const mask = await sample.missing(column);
    const leader = [...clusters.keys()].find((other) => overlap(mask, masks.get(other) ?? mask) >= 0.95);
    if (leader) clusters.get(leader)?.push(column);
    else {
      clusters.set(column, []);
      masks.set(column, mask);
    }
  }
  return clusters;
}

/** Rows missing in both over rows missing in either. */
function overlap(a: Float64Array, b: Float64Array): number {
  const [rows, others] = [hitsOf(a).rows, hitsOf(b).rows];
  let both = 0;
  for (const i of rows) if (b[i] === 1) both += 1;
  const either = rows.length + others.length - both;
  return either === 0 ? 0 : both / either;
}
