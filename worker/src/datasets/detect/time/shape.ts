import type { Grain, Phase } from "@plumbline/contracts";
import { inflation, persistence } from "../statistics/autocorrelation.ts";
import { type ChangePoint, changePoint } from "../statistics/change-point.ts";
import { driftP } from "../statistics/drift.ts";
import { type Hinge, hinge, line } from "../statistics/hinge.ts";
import { type MannKendall, mannKendall } from "../statistics/mann-kendall.ts";
import { pelt } from "../statistics/pelt.ts";
import { phaseIndex } from "../statistics/periods.ts";
import { finite, mad, mean, median } from "../statistics/robust.ts";
import { season } from "../statistics/seasonal.ts";

/** What a regular series looks like, its season taken out. */
export interface Shape {
  /** The kind of model that explains it best. */
  best: "flat" | "line" | "step" | "turn";
  /** Its p-value is that of the clearer of two tests, on levels and on steps, paid for by a factor of two. */
  trend: MannKendall;
  /** The clearest change of level; `at` counts periods of the whole series. */
  shift: (ChangePoint & { left: number; right: number }) | undefined;
  turn: Hinge | undefined;
  /** The seasonal part of every period; zeros when there is no season. */
  season: number[];
  /** Periods of one cycle, 1 without a season. */
  cycle: number;
}

/** Persistence of the rest from which a series is taken to wander from level to level all the time. */
const wandering = 0.5;

const cycles: Partial<Record<Grain, { cycle: number; phase: Phase }>> = {
  hour: { cycle: 24, phase: "hour_of_day" },
  day: { cycle: 7, phase: "day_of_week" },
  month: { cycle: 12, phase: "month_of_year" },
  quarter: { cycle: 4, phase: "month_of_year" },
};

/** The seasonal part of a series when it is clear enough to be taken out. */
export function seasonalPart(values: readonly number[], starts: readonly number[], grain: Grain) {
  const none = { season: values.map(() => 0), cycle: 1 };
  const known = cycles[grain];
  if (!known || values.length < 2 * known.cycle) return none;
  const phase = starts.map((at) => Math.floor(phaseIndex(at, known.phase) / (grain === "quarter" ? 3 : 1)));
  const found = season(values, phase, known.cycle);
  if (!found || found.p > 0.01 || found.strength < 0.3 || found.repeats < 0.3) return none;
  return { season: phase.map((k) => found.profile[k] || 0), cycle: known.cycle };
}

/** Chooses between no change, a straight trend, a change of level and a turn, and tests each. */
export function shapeOf(values: readonly number[], starts: readonly number[], grain: Grain): Shape {
  const seasonal = seasonalPart(values, starts, grain);
  const adjusted = values.map((value, i) => value - (seasonal.season[i] ?? 0));
  const trend = withDrift(mannKendall(adjusted), adjusted);
  const there = adjusted.flatMap((value, i) => (Number.isFinite(value) ? [i] : []));
  const y = finite(adjusted);
  const shortest = Math.max(4, Math.ceil(y.length / 12));
  const steps = segments(y, shortest);
  const shift = clearest(y, steps, shortest);
  const turn = y.length >= 24 ? hinge(y) : undefined;
  const place = (at: number): number => there[at] ?? at;
  return {
    best: bestModel(y, steps, shift, turn),
    trend,
    shift: shift && { ...shift, at: place(shift.at), left: place(shift.left), right: place(shift.right - 1) + 1 },
    turn: turn && { ...turn, at: place(turn.at) },
    ...seasonal,
  };
}

function withDrift(trend: MannKendall, values: readonly number[]): MannKendall {
  const drift = driftP(values);
  const agrees = Math.sign(drift.mean_step) === Math.sign(trend.s);
  return { ...trend, p: Math.min(1, 2 * Math.min(trend.p, agrees ? drift.p : 1)) };
}

/** Change points of the level; the price of one follows from the noise between neighbours and its persistence. */
function segments(y: readonly number[], shortest: number): number[] {
  if (y.length < 3 * shortest) return [];
  const noise = mad(y.slice(1).map((value, i) => value - (y[i] ?? 0))) / Math.SQRT2;
  if (!(noise > 0)) return [];
  const price = 3 * Math.log(y.length) * noise ** 2;
  const first = pelt(y, price, shortest);
  const phi = persistence(residuals(y, first), 1 + 2 * first.length);
  return phi > 0.2 ? pelt(y, price * inflation(phi), shortest) : first;
}

function residuals(y: readonly number[], changes: readonly number[]): number[] {
  const edges = [0, ...changes, y.length];
  return edges.slice(1).flatMap((to, i) => {
    const part = y.slice(edges[i], to);
    const level = mean(part);
    return part.map((value) => value - level);
  });
}

/** The clearest change between neighbouring segments; the p-value is for the best of all windows looked at. */
function clearest(y: readonly number[], changes: readonly number[], shortest: number) {
  const whole = changePoint(y, shortest);
  const edges = [0, ...changes, y.length];
  const windows = changes.length > 1 ? changes.map((_, i) => [edges[i] ?? 0, edges[i + 2] ?? y.length] as const) : [];
  const found = windows.flatMap(([left, right]) => {
    const one = changePoint(y.slice(left, right), shortest);
    return one ? [{ ...one, at: one.at + left, left, right, p: Math.min(1, one.p * (windows.length + 1)) }] : [];
  });
  if (whole) found.push({ ...whole, left: 0, right: y.length, p: Math.min(1, whole.p * (windows.length + 1)) });
  return found.length > 0 ? found.reduce((a, b) => (b.p < a.p ? b : a)) : undefined;
}

function bestModel(
  y: readonly number[],
  steps: readonly number[],
  shift: { at: number; before: number; after: number } | undefined,
  turn: Hinge | undefined,
): Shape["best"] {
  const n = y.length;
  if (n < 8) return "flat";
  const square = (values: readonly number[]): number => values.reduce((sum, value) => sum + value * value, 0);
  const score = (rss: number, parameters: number): number =>
    n * Math.log(Math.max(rss, 1e-12 * square(y)) / n) + parameters * Math.log(n);
  const centre = mean(y);
  const scores: [Shape["best"], number][] = [
    ["flat", score(square(y.map((value) => value - centre)), 1)],
    ["line", score(line(y).rss, 2)],
  ];
  // A trend that bends without turning back is a trend.
  if (turn) scores.push([turnsBack(turn, n) ? "turn" : "line", score(turn.rss, 4)]);
  if (steps.length > 0 && steps.length <= 4 && shift && sudden(y, steps, shift) && !isStaircase(y, steps))
    scores.push(["step", score(square(residuals(y, steps)), 1 + 2 * steps.length)]);
  return scores.reduce((a, b) => (b[1] < a[1] ? b : a))[0];
}

/** Whether most of a change of level happens at once rather than bit by bit; where a series wanders, it must stand out. */
function sudden(y: readonly number[], steps: readonly number[], shift: { at: number; before: number; after: number }) {
  const jumpAt = (at: number): number => median(y.slice(at, at + 4)) - median(y.slice(Math.max(0, at - 4), at));
  const jump = jumpAt(shift.at);
  if (jump / (shift.after - shift.before) <= 0.5) return false;
  if (persistence(residuals(y, steps), 1 + 2 * steps.length) < wandering) return true;
  return Math.abs(jump) >= 4 * mad(y.slice(4, -4).map((_, i) => jumpAt(i + 4)));
}

/** Whether the lesser of both slopes goes back on at least a third of what the other one gains or loses. */
function turnsBack({ first, second, at }: Hinge, n: number): boolean {
  const [before, after] = [first * at, second * (n - at)];
  return (
    before * after < 0 && Math.min(Math.abs(before), Math.abs(after)) > Math.max(Math.abs(before), Math.abs(after)) / 3
  );
}

/** Steps that all go one way, none of them most of it: growth cut into pieces. */
function isStaircase(y: readonly number[], steps: readonly number[]): boolean {
  const edges = [0, ...steps, y.length];
  const levels = edges.slice(1).map((to, i) => mean(y.slice(edges[i], to)));
  const jumps = levels.slice(1).map((level, i) => level - (levels[i] ?? 0));
  const total = jumps.reduce((sum, jump) => sum + jump, 0);
  const one_way = jumps.every((jump) => jump * total > 0);
  return jumps.length > 1 && one_way && Math.max(...jumps.map((jump) => jump / total)) < 0.7;
}
