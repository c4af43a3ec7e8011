import type { Evidence, Unit } from "@plumbline/contracts";
import { formatExact, formatValue } from "../../lib/format-unit.ts";
import { conditionWords, groupWords, queryWords, rowsWords } from "./query-words.ts";
import { resultName, resultUnit, testName } from "./test-words.ts";

/** One number of the evidence, ready to be shown: what it is, how it was computed, its exact value. */
export interface Reading {
  label: string;
  /** The computation in words, a line each. */
  computed: string[];
  value: number;
  /** The exact value as text. */
  exact: string;
  unit: Unit | undefined;
}

const count: Unit = { kind: "count" };
const ops = { difference: "-", ratio: "÷", share: "÷", change: "to" } as const;

/**
 * Reads the number at `path` inside the evidence of that id: `value`, `count`, `points/2017-Q2`, `results/slope`,
 * `query/filter/0/value`. Undefined when there is none.
 */
export function readEvidence(all: readonly Evidence[], id: string, path: string): Reading | undefined {
  const evidence = all.find((one) => one.id === id);
  if (!evidence) return undefined;
  switch (evidence.kind) {
    case "aggregate":
      return readAggregate(evidence, path);
    case "comparison":
      return path === "value" ? readComparison(all, evidence) : undefined;
    case "series":
      return readSeries(evidence, path);
    case "rows":
      return readRows(evidence, path);
    case "test":
      return readTest(evidence, path);
    case "chart":
      return undefined;
  }
}

type Of<K extends Evidence["kind"]> = Extract<Evidence, { kind: K }>;

const reading = (label: string, computed: string[], value: number, unit: Unit | undefined): Reading => ({
  label,
  computed,
  value,
  exact: formatExact(value, unit),
  unit,
});

/** A bound of a filter: what the number says is the condition itself. */
function readBound(label: string, filter: Of<"aggregate">["query"]["filter"], path: string): Reading | undefined {
  const at = /filter\/(\d+)\/values?(?:\/(\d+))?$|where\/(\d+)\/values?(?:\/(\d+))?$/.exec(path);
  const condition = filter[Number(at?.[1] ?? at?.[3])];
  if (!at || !condition) return undefined;
  const bound =
    "value" in condition
      ? condition.value
      : "values" in condition
        ? condition.values[Number(at[2] ?? at[4])]
        : undefined;
  if (bound === undefined) return undefined;
  const exact = typeof bound === "number" ? formatExact(bound) : String(bound);
  return {
    label: `Condition of: ${label}`,
    computed: [conditionWords(condition)],
    value: Number(bound),
    exact,
    unit: undefined,
  };
}

function readAggregate(evidence: Of<"aggregate">, path: string): Reading | undefined {
  const { label, query, value, unit } = evidence;
  if (path === "value")
    return reading(label, [queryWords(query)], value, unit ?? (query.op === "count" ? count : undefined));
  if (path === "query/q" && query.q !== undefined)
    return reading(label, [queryWords(query)], query.q, { kind: "share" });
  return readBound(label, query.filter, path);
}

function readComparison(all: readonly Evidence[], evidence: Of<"comparison">): Reading {
  const side = (reference: string): string => {
    const slash = reference.indexOf("/");
    const id = slash === -1 ? reference : reference.slice(0, slash);
    const found = readEvidence(all, id, slash === -1 ? "value" : reference.slice(slash + 1));
    return found ? `${formatValue(found.value, found.unit)} = ${found.computed.join(", ")}` : reference;
  };
  const { label, op, left, right, value } = evidence;
  const unit: Unit = evidence.unit ?? {
    kind: op === "difference" ? "number" : op === "change" ? "percent_change" : op,
  };
  return reading(label, [side(left), `${ops[op]} ${side(right)}`], value, unit);
}

function readSeries(evidence: Of<"series">, path: string): Reading | undefined {
  const group = path.startsWith("points/") ? path.slice("points/".length) : undefined;
  const point = evidence.points.find((one) => one.group === group);
  if (!point || point.value === null) return readBound(evidence.label, evidence.query.filter, path);
  const computed = `${queryWords(evidence.query)} ${groupWords(point.group, evidence.by)}`;
  return reading(evidence.label, [computed], point.value, evidence.unit);
}

function readRows(evidence: Of<"rows">, path: string): Reading | undefined {
  const { label, where, rows } = evidence;
  if (path === "count") return reading(label, [`count(${rowsWords(where)})`], evidence.count, count);
  if (path === "rows") return reading(label, ["rows listed here"], rows.length, count);
  const at = /^rows\/(\d+)\/(?:cells\/(\d+)|row)$/.exec(path);
  const row = rows[Number(at?.[1])];
  if (!at || !row) return readBound(label, where, path);
  if (at[2] === undefined) return reading(label, ["number of the row"], row.row, count);
  const cell = row.cells[Number(at[2])] ?? "";
  const column = evidence.columns[Number(at[2])] ?? "";
  return { label, computed: [`"${column}" in row ${row.row}`], value: Number(cell), exact: cell, unit: undefined };
}

function readTest(evidence: Of<"test">, path: string): Reading | undefined {
  const name = [testName(evidence)];
  const { label } = evidence;
  if (path === "statistic") return reading(label, [`Statistic of: ${name}`], evidence.statistic, evidence.unit);
  if (path === "n") return reading(label, [`Observations of: ${name}`], evidence.n, count);
  if (path === "p" && evidence.p !== null) return reading(label, [`p-value of: ${name}`], evidence.p, undefined);
  if (path === "p_adjusted" && evidence.p_adjusted !== null)
    return reading(label, [`Adjusted p-value of: ${name}`], evidence.p_adjusted, undefined);
  const key = path.startsWith("results/") ? path.slice("results/".length) : "";
  const value = evidence.results[key];
  return value === undefined ? undefined : reading(label, [`${resultName(key)}: ${name}`], value, resultUnit(key));
}
