import type { MiddlewareHandler } from "hono";

/**
 * Answers only who asks for this machine by its own names, or by those of PLUMBLINE_ALLOWED_ORIGINS. Otherwise a page of
 * the web could have its own name resolve to 127.0.0.1 (DNS rebinding) and would then be of the same origin as the portal.
 */
export function onlyKnownHosts(allowedOrigins: string): MiddlewareHandler {
  const named = allowedOrigins.split(",").flatMap((origin) => URL.parse(origin.trim())?.hostname ?? []);
  const known = new Set(["localhost", "127.0.0.1", "[::1]", ...named]);
  return (c, next) =>
    known.has(new URL(c.req.url).hostname)
      ? next()
      : Promise.resolve(
          c.text("This address is not served here. Fix: add its origin to PLUMBLINE_ALLOWED_ORIGINS.\n", 421),
        );
}
