import { useEffect, useState } from "react";

/** Whole seconds left of `seconds`, counted from when it was first seen with this `key`; 0 when over or undefined. */
export function useCountdown(seconds: number | undefined, key: unknown): number {
  const [left, setLeft] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key restarts it, as a new refusal with the same wait does
  useEffect(() => {
    if (seconds === undefined) {
      setLeft(0);
      return;
    }
    const end = Date.now() + seconds * 1000;
    const tick = (): void => {
      const rest = Math.max(0, Math.ceil((end - Date.now()) / 1000));
      setLeft(rest);
      if (rest === 0) clearInterval(timer);
    };
    const timer = setInterval(tick, 1000);
    tick();
    return () => clearInterval(timer);
  }, [seconds, key]);
  return left;
}
