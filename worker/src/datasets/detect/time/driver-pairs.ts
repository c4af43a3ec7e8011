import type { Grain } from "@plumbline/contracts";
import { addPeriods, day, days_in, periodStart, periodsBetween } from "../statistics/periods.ts";
import type { Timeline } from "./timeline.ts";

/** Two comparable stretches of time: [from, middle) before and [start, to) after, cut into pieces of `grain`. */
export interface Pair {
  from: number;
  middle: number;
  start: number;
  to: number;
  grain: Grain;
  /** The measure the pair was chosen for; undefined for all. */
  only?: string;
}

const fewest_pieces = 6;

/**
 * The last two whole years; with less than two years, the last two whole quarters and the two halves of the series. Where
 * a total changes its level, the stretches before and after.
 */
export function pairsOf({ calendar, tracks }: Timeline): Pair[] {
  if (!calendar) return [];
  const { from, to } = calendar;
  const pairs: (Omit<Pair, "grain"> | undefined)[] = [];
  const year = lastTwo(from, to, "year");
  if (year) pairs.push(year);
  else {
    pairs.push(lastTwo(from, to, "quarter"));
    pairs.push(halves(from, to, "month") ?? halves(from, to, calendar.grain));
  }
  for (const track of tracks) {
    const { best, shift, cycle } = track.shape;
    const total = track.measure.of ?? (track.measure.additive ? track.measure.key : undefined);
    if (total === undefined || best !== "step" || !shift || shift.p > 0.001) continue;
    const at = track.starts[shift.at] ?? 0;
    const shorter = Math.min(shift.at - shift.left, shift.right - shift.at);
    // Without whole cycles the season would be part of the change.
    const width = shorter - (cycle > 1 ? shorter % cycle : 0);
    if (width === 0) continue;
    pairs.push({
      from: addPeriods(at, calendar.grain, -width),
      middle: at,
      start: at,
      to: addPeriods(at, calendar.grain, width),
      only: total,
    });
  }
  return pairs.flatMap((pair) => {
    const grain = pair && pieceGrain(pair.middle - pair.from, calendar.grain);
    return pair && grain ? [{ ...pair, grain }] : [];
  });
}

/** The last even number of whole periods, cut in the middle. */
function halves(from: number, to: number, grain: Grain): Omit<Pair, "grain"> | undefined {
  const first = periodStart(from, grain) === from ? from : addPeriods(periodStart(from, grain), grain, 1);
  const end = periodStart(to, grain);
  const half = first < end ? Math.floor(periodsBetween(first, end, grain).length / 2) : 0;
  if (half < 2) return undefined;
  const middle = addPeriods(end, grain, -half);
  return { from: addPeriods(end, grain, -2 * half), middle, start: middle, to: end };
}

function lastTwo(from: number, to: number, grain: Grain): Omit<Pair, "grain"> | undefined {
  const end = periodStart(to, grain);
  const middle = addPeriods(end, grain, -1);
  const first = addPeriods(end, grain, -2);
  return first >= from ? { from: first, middle, start: middle, to: end } : undefined;
}

/** The coarsest grain, no coarser than the calendar's months, that gives enough pieces; days at worst. */
function pieceGrain(length: number, grain: Grain): Grain | undefined {
  const allowed: Grain[] = grain === "hour" ? ["hour"] : ["month", "week", "day"];
  return allowed.find((g) => length / (days_in[g] * day) >= fewest_pieces - 0.1);
}
