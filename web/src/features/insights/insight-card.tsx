import type { Insight } from "@plumbline/contracts";
import { ArrowRight } from "lucide-react";
import { type MouseEvent, type ReactNode, type Ref, useId } from "react";
import { cx } from "../../ui/class-names.ts";
import { SeverityMark } from "../../ui/severity-mark.tsx";
import { ClaimedText } from "./claimed-text.tsx";
import { EvidenceChips } from "./evidence-chips.tsx";
import { InsightFoot } from "./insight-foot.tsx";

interface InsightCardProps {
  insight: Insight;
  selected?: boolean;
  /** A press on the card itself, not on something in it. */
  onSelect?: () => void;
  /** Beside the severity: the dataset, where insights of several stand together. */
  context?: ReactNode;
  headingLevel?: "h2" | "h3";
  ref?: Ref<HTMLElement>;
}

/** One finding in words whose every number leads to its evidence. */
export function InsightCard({
  insight,
  selected = false,
  onSelect,
  context,
  headingLevel: Heading = "h3",
  ref,
}: InsightCardProps) {
  const id = useId();
  const quiet = insight.kind === "nothing_found";
  const press = (event: MouseEvent): void => {
    if (event.target instanceof Element && event.target.closest("a,button")) return;
    if (!getSelection()?.toString()) onSelect?.();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: j and k select for the keyboard
    <article
      ref={ref}
      tabIndex={-1}
      aria-labelledby={id}
      aria-current={selected || undefined}
      data-insight={insight.id}
      onClick={press}
      className={cx(
        "flex scroll-my-14 flex-col gap-2 border-b border-line px-4 py-3.5 -outline-offset-2 transition-colors",
        selected ? "bg-accent-soft" : onSelect && "hover:bg-hover/50",
      )}
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        {quiet ? <SeverityMark severity="pass">Checked</SeverityMark> : <SeverityMark severity={insight.severity} />}
        {!insight.verified && <SeverityMark severity="unverified" />}
        {context}
      </div>
      <Heading id={id} className="-mt-0.5 text-md leading-[1.4]! font-semibold text-pretty! wrap-anywhere">
        <ClaimedText insight={insight} field="title" text={insight.title} />
      </Heading>
      {insight.summary && (
        <p className="-mt-1 text-base leading-[1.5] wrap-anywhere">
          <ClaimedText insight={insight} field="summary" text={insight.summary} />
        </p>
      )}
      {insight.next_steps.length > 0 && (
        <ul aria-label="Next steps" className="flex flex-col gap-0.5">
          {insight.next_steps.map((step, at) => (
            <li key={step} className="flex gap-1.5 text-muted">
              <ArrowRight aria-hidden className="mt-[3px] size-3.5 shrink-0" />
              <span className="min-w-0 wrap-anywhere">
                <ClaimedText insight={insight} field={`next_steps/${at}`} text={step} />
              </span>
            </li>
          ))}
        </ul>
      )}
      {insight.evidence.length > 0 && <EvidenceChips insight={insight} />}
      <InsightFoot insight={insight} />
    </article>
  );
}
