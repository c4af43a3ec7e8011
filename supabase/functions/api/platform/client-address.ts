import { isIP } from "node:net";

/**
 * Where a request came from, by X-Forwarded-For: each proxy adds the address it saw at the right, so with `hops` proxies
 * of our own the caller's is that many entries from the right, and everything left of it is the caller's own invention.
 * "" when there is none, or when it is no IP address.
 */
export function clientAddress(forwarded: string | undefined, hops: number): string {
  if (forwarded === undefined || hops === 0) return "";
  const address = forwarded.split(",").at(-hops)?.trim() ?? "";
  return isIP(address) === 0 ? "" : address.replace(/^::ffff:(?=\d+\.)/i, "");
}
