import type { Insight } from "@plumbline/contracts";
import { useRef } from "react";
import { Badge } from "../../ui/badge.tsx";
import { cx } from "../../ui/class-names.ts";
import { InsightCard } from "./insight-card.tsx";
import { useInsightKeys } from "./use-insight-keys.ts";

interface InsightListProps {
  insights: readonly Insight[];
  selected: string | undefined;
  onSelect: (id: string | undefined) => void;
  className?: string;
}

/** The insights of a dataset, the most important first; one can be selected. */
export function InsightList({ insights, selected, onSelect, className }: InsightListProps) {
  const list = useRef<HTMLUListElement>(null);
  useInsightKeys({ insights, selected, onSelect, list });
  const verified = insights.filter((insight) => insight.verified).length;
  const found = insights.filter((insight) => insight.kind !== "nothing_found").length;
  const checked = verified === insights.length ? "all verified" : `${verified} of ${insights.length} verified`;
  return (
    <div className={cx("min-w-0", className)}>
      <header className="sticky top-0 z-10 flex h-11 items-center gap-2 border-b border-line bg-surface px-4">
        <h2 className="text-base">Insights</h2>
        <Badge>{found === 0 ? "nothing stands out" : `${found} · ${checked}`}</Badge>
        <Badge className="ml-auto">Advisory</Badge>
      </header>
      <ul ref={list}>
        {insights.map((insight) => (
          <li key={insight.id}>
            <InsightCard
              insight={insight}
              selected={insight.id === selected}
              onSelect={() => onSelect(insight.id === selected ? undefined : insight.id)}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}
