import type { AggregateQuery, Condition, Evidence, GroupBy } from "@plumbline/contracts";

/** What a piece of evidence is about: what to bring out of the charts and tables beside it. */
export interface EvidenceHighlight {
  /** Charts that are meant themselves. */
  chart_ids: ReadonlySet<string>;
  /** Series that are meant: a chart with the same query and groups shows them. */
  series: readonly { query: AggregateQuery; by: GroupBy; groups?: ReadonlySet<string> }[];
  /** The column that is measured, where the evidence has one. */
  measured: ReadonlySet<string>;
  /** Conditions on rows, as the evidence states them. */
  conditions: readonly Condition[];
  /** 1-based data rows. */
  rows: ReadonlySet<number>;
}

const nothing: EvidenceHighlight = {
  chart_ids: new Set(),
  series: [],
  measured: new Set(),
  conditions: [],
  rows: new Set(),
};

/** What the evidence of that id is about; `path` narrows a series to one of its points. */
export function highlightOf(all: readonly Evidence[], id: string, path = ""): EvidenceHighlight | undefined {
  const evidence = all.find((one) => one.id === id);
  switch (evidence?.kind) {
    case "chart":
      return { ...nothing, chart_ids: new Set([evidence.chart_id]) };
    case "series": {
      const group = path.startsWith("points/") ? path.slice("points/".length) : undefined;
      const groups = group === undefined ? {} : { groups: new Set([group]) };
      return { ...nothing, series: [{ query: evidence.query, by: evidence.by, ...groups }] };
    }
    case "rows":
      return { ...nothing, rows: new Set(evidence.rows.map(({ row }) => row)), conditions: evidence.where };
    case "aggregate":
      return {
        ...nothing,
        measured: new Set(evidence.query.column === undefined ? [] : [evidence.query.column]),
        conditions: evidence.query.filter,
      };
    case "comparison":
      return highlightOfReference(all, evidence.left);
    case "test":
    case undefined:
      return undefined;
  }
}

function highlightOfReference(all: readonly Evidence[], reference: string): EvidenceHighlight | undefined {
  const [id = "", ...path] = reference.split("/");
  return highlightOf(all, id, path.join("/"));
}

/** What an insight as a whole is about: its charts and series, and what its first number is about. */
export function highlightOfInsight(insight: {
  evidence: readonly Evidence[];
  claims: readonly { evidence_id: string; path: string }[];
}): EvidenceHighlight {
  const { evidence, claims } = insight;
  const first = claims.flatMap((claim) => highlightOf(evidence, claim.evidence_id, claim.path) ?? [])[0] ?? nothing;
  const rows = evidence.flatMap((one) => (one.kind === "rows" ? one.rows.map(({ row }) => row) : []));
  return {
    ...first,
    chart_ids: new Set(evidence.flatMap((one) => (one.kind === "chart" ? [one.chart_id] : []))),
    series: [
      ...first.series,
      ...evidence.flatMap((one) => (one.kind === "series" ? [{ query: one.query, by: one.by }] : [])),
    ],
    rows: new Set(rows),
  };
}
