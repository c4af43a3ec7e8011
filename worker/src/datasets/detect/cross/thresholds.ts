import { type Places, placesOf } from "../statistics/places.ts";

/** A column of numbers cut at its thresholds. */
export interface Cut {
  /** Ascending; a value is above a threshold or at most it. */
  thresholds: readonly number[];
  /** For each row how many thresholds its value is above, -1 when it is missing. */
  above: Int16Array;
  /** Rows for each number of thresholds their value is above. */
  sizes: Float64Array;
}

const known = new WeakMap<Float64Array, Cut>();

/** Cuts a column once: one that is compared with many others is not sorted again for each. */
export function cutOf(values: Float64Array): Cut {
  let cut = known.get(values);
  if (!cut) {
    const places = placesOf(values);
    const thresholds = thresholdsOf(places);
    const of_place = Int16Array.from(places.distinct, (x) => placeOf(x, thresholds));
    const above = new Int16Array(values.length);
    const sizes = new Float64Array(thresholds.length + 1);
    for (let i = 0; i < above.length; i += 1) {
      const place = of_place[places.of[i] ?? -1] ?? -1;
      above[i] = place;
      if (place >= 0) sizes[place] = (sizes[place] ?? 0) + 1;
    }
    cut = { thresholds, above, sizes };
    known.set(values, cut);
  }
  return cut;
}

function placeOf(x: number, thresholds: readonly number[]): number {
  let place = 0;
  while (place < thresholds.length && x > (thresholds[place] ?? 0)) place += 1;
  return place;
}

/**
 * Values to split a column of numbers at, so that "above" and "at most" both have rows: each value when there are few, else
 * the deciles, rounded as they are written in prose.
 */
function thresholdsOf({ sorted, distinct }: Places): number[] {
  if (distinct.length <= 20) return Array.from(distinct.subarray(0, -1));
  const deciles = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((k) => written(sorted[Math.floor((k * sorted.length) / 10)] ?? 0));
  return [...new Set(deciles)].filter((x) => x >= (sorted[0] ?? 0) && x < (sorted.at(-1) ?? 0));
}

/** A number as prose writes it, three significant digits (four from 1,000), so that a filter and the words say the same. */
export function written(value: number): number {
  return Number(value.toPrecision(Math.abs(value) >= 1000 ? 4 : 3));
}
