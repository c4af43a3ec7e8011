import { useEffect, useState } from "react";

/** The current time in milliseconds, renewed every `every_ms` while `running`; for durations that are still growing. */
export function useNow(running: boolean, every_ms = 1000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!running) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), every_ms);
    return () => clearInterval(timer);
  }, [running, every_ms]);
  return now;
}
