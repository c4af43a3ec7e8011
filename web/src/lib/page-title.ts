import { useEffect, useSyncExternalStore } from "react";

const listeners = new Set<() => void>();
let title = "";

function set(next: string): void {
  title = next;
  document.title = next ? `${next} · Plumbline` : "Plumbline";
  for (const listener of listeners) listener();
}

/** Names the page in the browser's tab and at the end of the breadcrumb for as long as it is shown. */
export function usePageTitle(name: string): void {
  useEffect(() => {
    set(name);
    return () => set("");
  }, [name]);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The name of the page on the screen, empty between pages. */
export const useCurrentPageTitle = (): string => useSyncExternalStore(subscribe, () => title);
