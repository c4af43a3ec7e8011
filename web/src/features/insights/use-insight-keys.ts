import type { Insight } from "@plumbline/contracts";
import { type RefObject, useEffect } from "react";
import { useShortcuts } from "../../lib/shortcuts.ts";

interface InsightKeys {
  insights: readonly Insight[];
  selected: string | undefined;
  onSelect: (id: string | undefined) => void;
  /** Holds the cards, each with `data-insight`. */
  list: RefObject<HTMLElement | null>;
}

const cardOf = (list: RefObject<HTMLElement | null>, id: string): HTMLElement | undefined =>
  [...(list.current?.querySelectorAll<HTMLElement>("[data-insight]") ?? [])].find(
    (card) => card.dataset.insight === id,
  );

/** `j` and `k` move between the cards, Enter enters the evidence of the one selected, Escape lets go of it. */
export function useInsightKeys({ insights, selected, onSelect, list }: InsightKeys): void {
  const move = (by: 1 | -1): void => {
    const at = insights.findIndex((insight) => insight.id === selected);
    const next = insights[at === -1 ? (by === 1 ? 0 : insights.length - 1) : at + by];
    if (!next) return;
    onSelect(next.id);
    const card = cardOf(list, next.id);
    card?.focus({ preventScroll: true });
    card?.scrollIntoView({ block: "nearest" });
  };
  const open = (): void => {
    const card = selected === undefined ? undefined : cardOf(list, selected);
    const first = card?.querySelector<HTMLElement>("[data-claim],ul[aria-label=Evidence] button");
    first?.focus();
  };
  useShortcuts("Insights", [
    { keys: "j", label: "Next insight", run: () => move(1) },
    { keys: "k", label: "Previous insight", run: () => move(-1) },
    { keys: "Enter", label: "Open the evidence of the selected insight", run: open },
    { keys: "Escape", label: "Let go of the selected insight", run: () => onSelect(undefined) },
  ]);

  // An address that names an insight leads to it once the cards are there.
  const there = insights.length > 0;
  useEffect(() => {
    if (there && selected !== undefined) cardOf(list, selected)?.scrollIntoView({ block: "nearest" });
  }, [there, selected, list]);
}
