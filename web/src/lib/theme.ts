import { useSyncExternalStore } from "react";

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

const storageKey = "plumbline.theme";
const listeners = new Set<() => void>();
const system = matchMedia("(prefers-color-scheme: dark)");

function read(): Theme {
  const value = document.documentElement.dataset.theme;
  return value === "light" || value === "dark" ? value : "system";
}

let chosen: Theme = read();
const notify = (): void => {
  for (const listener of listeners) listener();
};
system.addEventListener("change", notify);

/** Chooses a theme and remembers it; `system` follows the operating system. */
export function chooseTheme(theme: Theme): void {
  chosen = theme;
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    if (theme === "system") localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, theme);
  } catch {
    // Storage is blocked: the choice lasts as long as the page.
  }
  notify();
}

const shownTheme = (): "light" | "dark" => (chosen === "system" ? (system.matches ? "dark" : "light") : chosen);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** `theme` is the choice, `shown` what is on the screen; charts redraw when `shown` changes. */
export function useTheme(): { theme: Theme; shown: "light" | "dark" } {
  const theme = useSyncExternalStore(subscribe, () => chosen);
  const shown = useSyncExternalStore(subscribe, shownTheme);
  return { theme, shown };
}
