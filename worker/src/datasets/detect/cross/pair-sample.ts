import type { TableColumn } from "../../table/table.ts";
import { averageRanks } from "../statistics/ranks.ts";
import type { Sample } from "./sample.ts";

/** Pairs of columns are compared on about this many rows. */
const pair_rows = 20_000;

export interface Ranked {
  values: Float64Array;
  /** Ranks of the whole column; undefined when it has missing values, for then they depend on the pair. */
  whole: { ranks: Float64Array; ties: number } | undefined;
}

/** Columns of a sample thinned out for comparing all pairs, their ranks made once. */
export class PairSample {
  readonly #sample: Sample;
  readonly #ranked = new Map<number, Promise<Ranked>>();

  constructor(sample: Sample) {
    this.#sample = sample;
  }

  ranked(column: TableColumn): Promise<Ranked> {
    let ranked = this.#ranked.get(column.index);
    if (!ranked) {
      ranked = this.#rank(column);
      this.#ranked.set(column.index, ranked);
    }
    return ranked;
  }

  async #rank(column: TableColumn): Promise<Ranked> {
    const values = thin(await this.#sample.numbers(column));
    return { values, whole: values.some(Number.isNaN) ? undefined : averageRanks(values) };
  }
}

const thinned = new WeakMap<Float64Array, Float64Array>();

/** Every k-th entry, so that about 20,000 are left, made once for each array; the same array when it is not longer. */
export function thin(values: Float64Array): Float64Array {
  const step = Math.ceil(values.length / pair_rows);
  if (step <= 1) return values;
  let few = thinned.get(values);
  if (!few) {
    few = new Float64Array(Math.ceil(values.length / step));
    for (let i = 0; i < few.length; i += 1) few[i] = values[i * step] ?? Number.NaN;
    thinned.set(values, few);
  }
  return few;
}
