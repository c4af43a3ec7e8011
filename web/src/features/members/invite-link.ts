/** Where an invitation leads. The token is in the fragment, which browsers keep to themselves. */
export const inviteLink = (token: string): string => `${location.origin}/invite#${token}`;

const storageKey = "plumbline.invitation";

/** The token of the address, remembered in this window while its holder signs in; undefined when there is none. */
export function heldInvitation(hash: string): string | undefined {
  const token = hash.replace(/^#/, "");
  try {
    if (token) sessionStorage.setItem(storageKey, token);
    return token || (sessionStorage.getItem(storageKey) ?? undefined);
  } catch {
    return token || undefined;
  }
}

/** Forgets the token: it was used, or is good for nothing. */
export function forgetInvitation(): void {
  try {
    sessionStorage.removeItem(storageKey);
  } catch {
    // Storage is blocked: nothing was kept.
  }
}
