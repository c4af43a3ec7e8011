import { countPlaces, placesOf, ranksOfCounts } from "./places.ts";

/** Ranks from 1, ties sharing their average, and the sum of t^3 - t over groups of t ties. No value may be NaN. */
export const averageRanks = (values: Float64Array): { ranks: Float64Array; ties: number } =>
  ranksAmong(values, () => true);

/** The same among the entries that are kept, one rank for each of them in their order. NaN is left out of itself. */
export function ranksAmong(values: Float64Array, keep: (i: number) => boolean): { ranks: Float64Array; ties: number } {
  const places = placesOf(values);
  const of_place = ranksOfCounts(countPlaces(places, keep));
  const ranks = new Float64Array(values.length);
  let n = 0;
  for (let i = 0; i < values.length; i += 1) {
    const at = places.of[i] ?? -1;
    if (at >= 0 && keep(i)) ranks[n++] = of_place.ranks[at] ?? 0;
  }
  return { ranks: ranks.subarray(0, n), ties: of_place.ties };
}
