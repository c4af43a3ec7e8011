import {
  diffJson,
  type JsonDifference,
  type MetricComparison,
  type MetricResult,
  type StepComparison,
} from "@plumbline/contracts";
import type { HeldValue, StepSide } from "./result-queries.ts";

/** How many bytes of results are loaded to be compared; the rest is answered as different and no more. */
const most_bytes = 2_000_000;
const mostDifferences = 50;
/** Longer values of a difference are left out: the results themselves have them. */
const longestValue = 500;

interface Pair {
  key: string;
  run: StepSide | undefined;
  other: StepSide | undefined;
}

/** The steps of both runs, in the order of the first, then what only the second has. */
export function pairSteps(run: readonly StepSide[], other: readonly StepSide[]): Pair[] {
  const others = new Map(other.map((side) => [side.key, side]));
  const keys = new Set(run.map((side) => side.key));
  return [
    ...run.map((side) => ({ key: side.key, run: side, other: others.get(side.key) })),
    ...other.filter((side) => !keys.has(side.key)).map((side) => ({ key: side.key, run: undefined, other: side })),
  ];
}

/** The results that differ, as far as they are small enough to be compared at once. */
export function placesToCompare(pairs: readonly Pair[]): Pick<HeldValue, "run_id" | "step_key">[] {
  let left = most_bytes;
  return pairs.flatMap(({ key, run, other }) => {
    if (!run?.sha256 || !other?.sha256 || run.sha256 === other.sha256) return [];
    const size = (run.size_bytes ?? 0) + (other.size_bytes ?? 0);
    if (size > left) return [];
    left -= size;
    return [run.held_by, other.held_by].map((run_id) => ({ run_id, step_key: key }));
  });
}

/** What is the same and what differs, step by step; `values` are those of `placesToCompare`. */
export function compareSteps(pairs: readonly Pair[], values: readonly HeldValue[]): StepComparison[] {
  const byPlace = new Map(values.map((held) => [`${held.run_id} ${held.step_key}`, held]));
  const held = (side: StepSide | undefined) => side && byPlace.get(`${side.held_by} ${side.key}`);
  return pairs.map(({ key, run, other }) => {
    const both = Boolean(run?.sha256 && other?.sha256);
    const ir_equal = both ? run?.sha256 === other?.sha256 : null;
    const [before, after] = ir_equal === false ? [held(run), held(other)] : [];
    const diff = before && after ? diffJson(before.value, after.value, mostDifferences) : undefined;
    return {
      key,
      run: run ? withoutPlace(run) : null,
      other: other ? withoutPlace(other) : null,
      ir_equal,
      differences: diff ? diff.differences.map(shortened) : null,
      difference_count: diff ? diff.count : null,
    };
  });
}

/** The metrics of both runs side by side. */
export function compareMetrics(run: readonly MetricResult[], other: readonly MetricResult[]): MetricComparison[] {
  const place = (one: MetricResult) => `${one.step_key} ${one.metric}`;
  const [first, second] = [new Map(run.map((m) => [place(m), m])), new Map(other.map((m) => [place(m), m]))];
  const all = new Map([...second, ...first]);
  return [...all]
    .map(([at, { step_key, metric, unit }]) => ({
      step_key,
      metric,
      unit,
      value: first.get(at)?.value ?? null,
      other_value: second.get(at)?.value ?? null,
      passed: first.get(at)?.passed ?? null,
      other_passed: second.get(at)?.passed ?? null,
    }))
    .sort((a, b) => a.step_key.localeCompare(b.step_key) || a.metric.localeCompare(b.metric));
}

const withoutPlace = ({ key: _, held_by: __, size_bytes: ___, ...side }: StepSide) => side;

function shortened({ location, change, before, after }: JsonDifference): JsonDifference {
  const fits = (value: unknown) => value !== undefined && JSON.stringify(value).length <= longestValue;
  return { location, change, ...(fits(before) && { before }), ...(fits(after) && { after }) };
}
