import type { Evidence, Unit } from "@plumbline/contracts";
import type { Licensed } from "./evidence-numbers.ts";
import { spanOfGroup } from "./period.ts";

/** Numbers of a test: what a name says decides the unit, and `evidence.unit` where it says nothing. */
export function readTest(evidence: Extract<Evidence, { kind: "test" }>, out: Licensed): void {
  const at = evidence.id;
  const base = { evidence_id: at, groups: undefined, counts_rows: false, use: "value" as const };
  const add = (path: string, value: number, name: string): void => {
    const unit = unitOfName(name, evidence.unit);
    out.numbers.push({
      ...base,
      path,
      value,
      unit,
      signed: /change|difference|slope|shift|effect|gap|per_/.test(name),
    });
    if (unit.kind === "date") out.periods.push({ evidence_id: at, path, span: { start: value, end: value + 1 } });
  };
  out.numbers.push({ ...base, path: "n", value: evidence.n, unit: { kind: "count" }, signed: false });
  out.numbers.push({ ...base, path: "statistic", value: evidence.statistic, unit: { kind: "number" }, signed: false });
  if (evidence.p !== null) add("p", evidence.p, "p");
  if (evidence.p_adjusted !== null) add("p_adjusted", evidence.p_adjusted, "p_adjusted");
  for (const [name, value] of Object.entries(evidence.results)) add(`results/${name}`, value, name);
  for (const [name, value] of Object.entries(evidence.inputs)) {
    if (typeof value === "number" && Number.isFinite(value)) add(`inputs/${name}`, value, name);
    for (const text of Array.isArray(value) ? value : [value]) {
      const span = typeof text === "string" ? spanOfGroup(text) : undefined;
      if (span) out.periods.push({ evidence_id: at, path: `inputs/${name}`, span });
    }
  }
}

const unitNames: [RegExp, Unit["kind"]][] = [
  [/^p$|^p_|_p$|^r$|^rho$|^tau$|^v$|^z$|^g$|correlation|pearson|spearman|cramer|statistic|gini/, "number"],
  [/^n$|^n_|_n$|count|^k$|^rows|_rows$|groups|periods$|^periods_/, "count"],
  [/share|fraction|percent|explained|strength|^alpha$|rate$|coverage|r_squared|^r2$/, "share"],
  [/relative|change$|_change/, "percent_change"],
  [/ratio|fold|times/, "ratio"],
  [/days$|duration/, "duration_days"],
  [/^at$|_at$|date|^start$|^end$/, "date"],
];

function unitOfName(name: string, unit: Unit | undefined): Unit {
  const kind = unitNames.find(([pattern]) => pattern.test(name.toLowerCase()))?.[1];
  return kind ? { kind } : (unit ?? { kind: "number" });
}
