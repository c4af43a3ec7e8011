import { useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect } from "react";

interface RowWindow {
  /** Indices of the rows to draw, and the empty space before and after them in pixels. */
  indices: number[];
  before: number;
  after: number;
  measure: ((element: Element | null) => void) | undefined;
}

interface RowWindowInput {
  keys: readonly string[];
  virtual: boolean;
  estimate: number;
  scroller: RefObject<HTMLElement | null>;
  marked: ReadonlySet<string> | undefined;
}

/** Which rows to draw: all of them, or those near the screen. Scrolls to the first marked row when the marks change. */
export function useRowWindow({ keys, virtual, estimate, scroller, marked }: RowWindowInput): RowWindow {
  const virtualizer = useVirtualizer({
    count: keys.length,
    enabled: virtual,
    getScrollElement: () => scroller.current,
    estimateSize: () => estimate,
    getItemKey: (index) => keys[index] ?? index,
    overscan: 12,
  });
  const first = marked && marked.size > 0 ? keys.findIndex((key) => marked.has(key)) : -1;
  useEffect(() => {
    if (first < 0) return;
    if (virtual) virtualizer.scrollToIndex(first, { align: "center" });
    else scroller.current?.querySelector("[data-marked]")?.scrollIntoView({ block: "nearest" });
  }, [first, virtual, virtualizer, scroller]);

  if (!virtual) return { indices: [...keys.keys()], before: 0, after: 0, measure: undefined };
  const items = virtualizer.getVirtualItems();
  return {
    indices: items.map((item) => item.index),
    before: items[0]?.start ?? 0,
    after: virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0),
    measure: virtualizer.measureElement,
  };
}
