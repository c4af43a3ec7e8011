import type { Evidence } from "@plumbline/contracts";
import { different, judge, type Recomputed } from "./recomputed.ts";

type Comparison = Extract<Evidence, { kind: "comparison" }>;

/** Computes comparisons again from their sides, which must have been equal themselves. Chains are followed, circles are not. */
export function recomputeComparisons(
  evidence: readonly Evidence[],
  done: ReadonlyMap<string, Recomputed>,
): Recomputed[] {
  const byId = new Map(evidence.map((one) => [one.id, one]));
  const known = new Map(done);
  let open = evidence.filter((one) => one.kind === "comparison");
  const out: Recomputed[] = [];
  while (open.length > 0) {
    const ready = open.filter((one) => [one.left, one.right].every((side) => known.has(idOf(side))));
    if (ready.length === 0) break;
    for (const one of ready) {
      const result = compare(one, byId, known);
      known.set(one.id, result);
      out.push(result);
    }
    open = open.filter((one) => !ready.includes(one));
  }
  return [
    ...out,
    ...open.map((one) => different(one, `rests on evidence that is not there: ${one.left}, ${one.right}`)),
  ];
}

function compare(
  one: Comparison,
  byId: ReadonlyMap<string, Evidence>,
  known: ReadonlyMap<string, Recomputed>,
): Recomputed {
  for (const side of [one.left, one.right])
    if (!known.get(idOf(side))?.equal) return different(one, `rests on ${side}, which is not equal`);
  const left = numberAt(byId.get(idOf(one.left)), one.left);
  const right = numberAt(byId.get(idOf(one.right)), one.right);
  if (left === undefined || right === undefined)
    return different(one, `${left === undefined ? one.left : one.right} is no number`);
  const terms = one.op === "difference" ? Math.max(Math.abs(left), Math.abs(right)) * 1e-3 : 0;
  return judge(one, one.value, result(one.op, left, right), terms);
}

function result(op: Comparison["op"], left: number, right: number): number {
  if (op === "difference") return left - right;
  if (op === "change") return (right - left) / Math.abs(left);
  return left / right;
}

const idOf = (reference: string): string => reference.split("/")[0] ?? "";

/** `e1`: its value or count. `e1/points/2017-Q2`, `e1/results/slope`, `e1/count`, `e1/n`: what they say. */
function numberAt(evidence: Evidence | undefined, reference: string): number | undefined {
  const [, first, ...rest] = reference.split("/");
  const name = rest.join("/");
  if (!evidence) return undefined;
  if (evidence.kind === "aggregate" || evidence.kind === "comparison")
    return first === undefined || first === "value" ? evidence.value : undefined;
  if (evidence.kind === "rows") return first === undefined || first === "count" ? evidence.count : undefined;
  if (evidence.kind === "series" && first === "points")
    return evidence.points.find(({ group }) => group === name)?.value ?? undefined;
  if (evidence.kind !== "test") return undefined;
  if (first === "results") return evidence.results[name];
  return first === "n" ? evidence.n : first === "statistic" ? evidence.statistic : undefined;
}
