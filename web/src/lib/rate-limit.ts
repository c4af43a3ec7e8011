import { useSyncExternalStore } from "react";

const listeners = new Set<() => void>();
let until = 0;

/** The server asked to wait this long before the next request. */
export function noteRateLimit(retry_after_s: number): void {
  until = Math.max(until, Date.now() + retry_after_s * 1000);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The time in milliseconds until which the server wants no more requests; in the past, or 0, when it takes them. */
export const useRateLimit = (): number => useSyncExternalStore(subscribe, () => until);
