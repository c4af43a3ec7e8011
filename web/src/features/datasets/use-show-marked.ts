import { type RefObject, useEffect } from "react";

/** Scrolls to the first marked chart whenever another thing is brought out. */
export function useShowMarked(data: RefObject<HTMLElement | null>, highlight: unknown, active: boolean): void {
  useEffect(() => {
    if (!active || highlight === undefined) return;
    // Charts that were folded away are there after the next frame.
    const frame = requestAnimationFrame(() => {
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      const marked = data.current?.querySelector("[data-chart][data-marked]");
      marked?.scrollIntoView({ block: "nearest", behavior: still ? "auto" : "smooth" });
    });
    return () => cancelAnimationFrame(frame);
  }, [data, highlight, active]);
}
