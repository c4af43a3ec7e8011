import { useSyncExternalStore } from "react";

const storageKey = "plumbline.tenant";
const listeners = new Set<() => void>();
const followers = new Set<() => void>();
let chosen: string | null = read();

function read(): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}

/** The id of the tenant every request is pinned to, or null before one was chosen. */
export const tenantChoice = (): string | null => chosen;

/** Calls back when another tenant is chosen, before anything on the screen follows. */
export function followTenant(listener: () => void): void {
  followers.add(listener);
}

/** Chooses a tenant and remembers it; null forgets it. */
export function chooseTenant(id: string | null): void {
  const changed = chosen !== id;
  chosen = id;
  try {
    if (id === null) localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, id);
  } catch {
    // Storage is blocked: the choice lasts as long as the page.
  }
  if (changed) for (const follower of followers) follower();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The chosen tenant's id, following changes. */
export const useTenantChoice = (): string | null => useSyncExternalStore(subscribe, tenantChoice);
