import type { Claim, Insight } from "@plumbline/contracts";
import { highlightOf } from "./evidence-highlight.ts";
import { EvidenceReading } from "./evidence-reading.tsx";
import { useEvidenceStage } from "./evidence-stage.ts";
import { HoverPopover } from "./hover-popover.tsx";
import { readEvidence } from "./read-evidence.ts";
import { splitClaims } from "./split-claims.ts";

interface ClaimedTextProps {
  insight: Insight;
  /** `title`, `summary` or `next_steps/0`. */
  field: string;
  text: string;
}

/** Prose whose numbers are underlined; each shows its evidence on hover and focus. */
export function ClaimedText({ insight, field, text }: ClaimedTextProps) {
  return splitClaims(text, field, insight.claims).map((stretch) =>
    stretch.claim ? (
      <ClaimedNumber key={stretch.start} insight={insight} claim={stretch.claim} text={stretch.text} />
    ) : (
      stretch.text
    ),
  );
}

function ClaimedNumber({ insight, claim, text }: { insight: Insight; claim: Claim; text: string }) {
  const stage = useEvidenceStage();
  const reading = readEvidence(insight.evidence, claim.evidence_id, claim.path);
  if (!reading) return text;
  const highlight = highlightOf(insight.evidence, claim.evidence_id, claim.path);
  return (
    <HoverPopover
      label={`Evidence for ${text}`}
      content={<EvidenceReading reading={reading} insight={insight} />}
      onOpenChange={(open) => stage.point(open ? highlight : undefined)}
    >
      {(trigger) => (
        <button
          type="button"
          data-claim=""
          {...trigger}
          className="inline rounded-xs font-[inherit] tabular-nums underline decoration-accent decoration-[1.5px] underline-offset-3 hover:bg-accent-soft aria-expanded:bg-accent-soft aria-expanded:text-accent"
        >
          {text}
        </button>
      )}
    </HoverPopover>
  );
}
