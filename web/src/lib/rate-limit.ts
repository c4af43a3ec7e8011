import { useSyncExternalStore } from "react";
import type { ApiError } from "./api-error.ts";

const listeners = new Set<() => void>();
let until = 0;

/** Takes note when the server asks to wait before the next request. */
export function noteRefusal({ code, retry_after_s }: ApiError): void {
  if (code !== "rate_limited" || retry_after_s === undefined) return;
  until = Math.max(until, Date.now() + retry_after_s * 1000);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The time in milliseconds until which the server wants no more requests; in the past, or 0, when it takes them. */
export const useRateLimit = (): number => useSyncExternalStore(subscribe, () => until);
