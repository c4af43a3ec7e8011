import { useSyncExternalStore } from "react";

/** Whether a media query holds, following changes. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = matchMedia(query);
      media.addEventListener("change", listener);
      return () => media.removeEventListener("change", listener);
    },
    () => matchMedia(query).matches,
  );
}

/** Under 640 px: tables become cards, the menu becomes a sheet. */
export const usePhone = (): boolean => useMedia("(max-width: 639.98px)");
