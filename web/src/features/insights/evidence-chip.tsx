import type { Evidence, Insight } from "@plumbline/contracts";
import { ChartLine, Check, FlaskConical, type LucideIcon, Sigma, Table2 } from "lucide-react";
import { plural } from "../../lib/format.ts";
import { cx } from "../../ui/class-names.ts";
import { highlightOf } from "./evidence-highlight.ts";
import { EvidenceReading, Recomputed } from "./evidence-reading.tsx";
import { EvidenceRows } from "./evidence-rows.tsx";
import { EvidenceSeries } from "./evidence-series.tsx";
import { useEvidenceStage } from "./evidence-stage.ts";
import { EvidenceTest } from "./evidence-test.tsx";
import { HoverPopover } from "./hover-popover.tsx";
import { readEvidence } from "./read-evidence.ts";

const icons: Record<Evidence["kind"], LucideIcon> = {
  aggregate: Check,
  comparison: Check,
  series: ChartLine,
  chart: ChartLine,
  rows: Table2,
  test: FlaskConical,
};

const look =
  "inline-flex max-w-full min-w-0 items-center gap-1 rounded-[5px] border border-line bg-surface px-1.5 text-sm transition-colors hover:border-line-strong aria-expanded:border-accent aria-expanded:bg-accent-soft pointer-coarse:min-h-8";

/** One piece of evidence: pointed at, it lights up the chart or the rows it is about; pressed, it opens. */
export function EvidenceChip({ insight, evidence }: { insight: Insight; evidence: Evidence }) {
  const stage = useEvidenceStage();
  const highlight = highlightOf(insight.evidence, evidence.id);
  const Icon = evidence.kind === "aggregate" && !insight.verified ? Sigma : icons[evidence.kind];
  const label = evidence.kind === "rows" ? plural(evidence.count, "row") : evidence.label;
  const face = (
    <>
      <Icon
        aria-hidden
        className={cx("size-3 shrink-0", Icon === Check ? "text-pass" : "text-muted")}
        strokeWidth={Icon === Check ? 2.5 : 2}
      />
      <span className="truncate">{label}</span>
    </>
  );
  const point = (on: boolean): void => stage.point(on ? highlight : undefined);

  // A chart stands on the page already: the chip leads to it.
  if (evidence.kind === "chart")
    return (
      <button
        type="button"
        title={evidence.label}
        onPointerEnter={() => point(true)}
        onPointerLeave={() => point(false)}
        onFocus={() => point(true)}
        onBlur={() => point(false)}
        onClick={() => highlight && stage.show(highlight)}
        className={look}
      >
        {face}
      </button>
    );
  return (
    <HoverPopover
      label={`Evidence: ${label}`}
      content={<Details insight={insight} evidence={evidence} />}
      onOpenChange={point}
      className={evidence.kind === "rows" ? "w-auto! max-w-[min(640px,calc(100vw-24px))]!" : "w-80!"}
    >
      {(trigger) => (
        <button type="button" title={label} {...trigger} className={look}>
          {face}
        </button>
      )}
    </HoverPopover>
  );
}

function Details({ insight, evidence }: { insight: Insight; evidence: Exclude<Evidence, { kind: "chart" }> }) {
  if (evidence.kind === "aggregate" || evidence.kind === "comparison") {
    const reading = readEvidence(insight.evidence, evidence.id, "value");
    return reading ? <EvidenceReading reading={reading} insight={insight} /> : null;
  }
  return (
    <div className="flex flex-col gap-2">
      {evidence.kind === "rows" && <EvidenceRows evidence={evidence} />}
      {evidence.kind === "series" && <EvidenceSeries evidence={evidence} />}
      {evidence.kind === "test" && <EvidenceTest evidence={evidence} />}
      <Recomputed insight={insight} />
    </div>
  );
}
