import type { DatasetProfile, Evidence, Insight } from "@plumbline/contracts";
import Table from "cli-table3";
import color from "picocolors";

const number = new Intl.NumberFormat("en", { maximumSignificantDigits: 12 });
const severityColor = { critical: color.red, major: color.yellow, minor: color.cyan, info: color.dim };

/** Name, size and quality of a table, and how it was read: a few lines. */
export function profileSummary(name: string, profile: DatasetProfile): string {
  const { source } = profile;
  const read = [
    source.format.toUpperCase(),
    source.encoding,
    source.delimiter && `delimiter ${JSON.stringify(source.delimiter)}`,
  ];
  return [
    "",
    `${color.bold(name)}  ${number.format(profile.row_count)} rows, ${profile.column_count} columns, quality ${number.format(profile.quality_score)}/100`,
    color.dim(
      `${read.filter(Boolean).join(", ")} · ${number.format(profile.missing_cell_count)} missing cells · ${number.format(profile.duplicate_row_count)} duplicate rows`,
    ),
  ].join("\n");
}

/** Insights with their evidence, as wide as the terminal. */
export function insightTable(insights: Insight[], width = Math.min(process.stdout.columns ?? 100, 140)): string {
  const table = new Table({
    head: ["", "Insight", "Evidence"],
    colWidths: [10, Math.floor((width - 14) * 0.55), Math.floor((width - 14) * 0.45)],
    wordWrap: true,
    style: { head: ["bold"], border: ["grey"] },
  });
  for (const insight of insights) {
    table.push([
      `${severityColor[insight.severity](insight.severity)}\n${insight.verified ? color.green("verified") : color.red("unverified")}`,
      [color.bold(insight.title), insight.summary, ...insight.next_steps.map((step) => color.dim(`→ ${step}`))].join(
        "\n",
      ),
      insight.evidence.map((e) => `${e.label}: ${evidenceValue(e)}`).join("\n"),
    ]);
  }
  const rows = insights[0]?.verified_rows;
  return `${table.toString()}\n${color.dim(`Advisory. ${rows === undefined ? "" : `Every number recomputed from ${number.format(rows)} rows.`}`)}`;
}

function evidenceValue(evidence: Evidence): string {
  switch (evidence.kind) {
    case "aggregate":
    case "comparison":
      return number.format(Number(evidence.value.toPrecision(6)));
    case "series":
      return `${evidence.points.length} groups`;
    case "rows":
      return `${number.format(evidence.count)} rows`;
    case "test":
      return `${evidence.name}, n ${number.format(evidence.n)}${evidence.p_adjusted === null ? "" : `, p ${formatP(evidence.p_adjusted)}`}`;
    case "chart":
      return evidence.chart_id;
  }
}

const formatP = (p: number): string => (p < 0.001 ? "< 0.001" : `= ${p.toPrecision(2)}`);
