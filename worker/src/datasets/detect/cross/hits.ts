/** The rows where an outcome of 0 and 1 is 1. */
export interface Hits {
  rows: Int32Array;
  /** No row's outcome is unknown. */
  complete: boolean;
}

const known = new WeakMap<Float64Array, Hits>();

/** Lists the ones among zeros, once for an array: where they are few, counting them is quicker than looking at every row. */
export function hitsOf(values: Float64Array): Hits {
  let hits = known.get(values);
  if (!hits) {
    const rows = new Int32Array(values.length);
    let n = 0;
    let complete = true;
    for (let i = 0; i < values.length; i += 1) {
      const value = values[i] ?? Number.NaN;
      if (value === 1) rows[n++] = i;
      else if (value !== 0) complete = false;
    }
    hits = { rows: rows.slice(0, n), complete };
    known.set(values, hits);
  }
  return hits;
}
