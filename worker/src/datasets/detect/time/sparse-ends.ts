import { day } from "../statistics/periods.ts";
import type { Axis } from "./axis.ts";

/** Rows a day at an end, as a share of the rows a day in all, below which it is left out. */
const sparse = 0.05;

/**
 * The axis without stretches at its ends that have hardly any rows, as the months ahead of a calendar or what is left of an
 * import: they would look like a fall. The gap that leads to them is told on its own.
 */
export function withoutSparseEnds(axis: Axis): Axis {
  const usual = axis.rows / ((axis.last - axis.first) / day + 1);
  const { days } = axis;
  const shortest = Math.max(7 * day, 0.01 * (axis.last - axis.first));
  let [from, to] = [0, days.length - 1];
  let rows = 0;
  for (let i = days.length - 1; i > 0 && rows <= 0.02 * axis.rows; i -= 1) {
    rows += days[i]?.rows ?? 0;
    const length = axis.last - (days[i - 1]?.at ?? 0);
    if (length >= shortest && rows < sparse * usual * (length / day)) to = i - 1;
  }
  rows = 0;
  for (let i = 0; i < days.length - 1 && rows <= 0.02 * axis.rows; i += 1) {
    rows += days[i]?.rows ?? 0;
    const length = (days[i + 1]?.at ?? 0) - axis.first;
    if (length >= shortest && rows < sparse * usual * (length / day)) from = i + 1;
  }
  const [first, last] = [days[from]?.at, days[to]?.at];
  if ((from === 0 && to === days.length - 1) || first === undefined || last === undefined) return axis;
  return {
    ...axis,
    days: days.slice(from, to + 1),
    first: from === 0 ? axis.first : first,
    last: to === days.length - 1 ? axis.last : last + day - 1,
  };
}
