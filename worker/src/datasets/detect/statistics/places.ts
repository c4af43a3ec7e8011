/** Where the values of a column stand among one another: ranks of any part of its rows follow from it by counting. */
export interface Places {
  /** For each entry the place of its value in `distinct`, -1 for NaN. */
  of: Int32Array;
  /** The values in rising order, NaN left out. */
  sorted: Float64Array;
  /** The different ones among them. */
  distinct: Float64Array;
}

const known = new WeakMap<Float64Array, Places>();

/** Sorts an array once: the same one, unchanged since, gives the same answer. */
export function placesOf(values: Float64Array): Places {
  let places = known.get(values);
  if (!places) {
    places = read(values);
    known.set(values, places);
  }
  return places;
}

/** How often each place occurs among the entries that `keep` lets pass. */
export function countPlaces({ of, distinct }: Places, keep: (i: number) => boolean): Int32Array {
  const counts = new Int32Array(distinct.length);
  for (let i = 0; i < of.length; i += 1) {
    const at = of[i] ?? -1;
    if (at >= 0 && keep(i)) counts[at] = (counts[at] ?? 0) + 1;
  }
  return counts;
}

/** The rank of each place from the counts of all, from 1, ties sharing their average; and the sum of t^3 - t over t ties. */
export function ranksOfCounts(counts: Int32Array): { ranks: Float64Array; ties: number } {
  const ranks = new Float64Array(counts.length);
  let before = 0;
  let ties = 0;
  for (let at = 0; at < counts.length; at += 1) {
    const t = counts[at] ?? 0;
    ranks[at] = before + (t + 1) / 2;
    before += t;
    ties += t * t * t - t;
  }
  return { ranks, ties };
}

function read(values: Float64Array): Places {
  const order = rising(values);
  const sorted = new Float64Array(order.length);
  const distinct = new Float64Array(order.length);
  const of = new Int32Array(values.length).fill(-1);
  let last = -1;
  for (let i = 0; i < order.length; i += 1) {
    const row = order[i] ?? 0;
    const value = values[row] ?? 0;
    sorted[i] = value;
    if (last < 0 || value !== distinct[last]) distinct[++last] = value;
    of[row] = last;
  }
  return { of, sorted, distinct: distinct.slice(0, last + 1) };
}

const digit = 11;
const mask = (1 << digit) - 1;

/** The entries that are numbers, by rising value: a radix sort, for comparing takes three times as long. */
function rising(values: Float64Array): Uint32Array {
  let n = 0;
  for (const value of values) if (!Number.isNaN(value)) n += 1;
  let order = new Uint32Array(n);
  const numbers = new Float64Array(values.length);
  for (let i = 0, k = 0; i < values.length; i += 1) {
    const value = values[i] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    // Adding 0 makes one zero of both.
    numbers[i] = value + 0;
    order[k++] = i;
  }
  const halves = new Uint32Array(numbers.buffer);
  // Bits of doubles rise with the value once the sign is turned over, and with it all others of negative numbers.
  const [low, high] = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? [0, 1] : [1, 0];
  for (let i = 0; i < halves.length; i += 2) {
    const sign = -((halves[i + high] ?? 0) >>> 31);
    halves[i + high] = (halves[i + high] ?? 0) ^ (sign | 0x80000000);
    halves[i + low] = (halves[i + low] ?? 0) ^ sign;
  }
  let next = new Uint32Array(n);
  const starts = new Uint32Array(mask + 2);
  for (const half of [low, high])
    for (const shift of [0, digit, 2 * digit]) {
      starts.fill(0);
      // In the order of the rows, which memory likes better.
      for (let row = 0; row < values.length; row += 1) {
        if (Number.isNaN(values[row])) continue;
        const at = (((halves[2 * row + half] ?? 0) >>> shift) & mask) + 1;
        starts[at] = (starts[at] ?? 0) + 1;
      }
      if (starts.includes(n)) continue;
      for (let at = 1; at <= mask; at += 1) starts[at] = (starts[at] ?? 0) + (starts[at - 1] ?? 0);
      for (let k = 0; k < n; k += 1) {
        const row = order[k] ?? 0;
        const at = ((halves[2 * row + half] ?? 0) >>> shift) & mask;
        next[starts[at] ?? 0] = row;
        starts[at] = (starts[at] ?? 0) + 1;
      }
      [order, next] = [next, order];
    }
  return order;
}
