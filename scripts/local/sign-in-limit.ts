import type { HttpBindings } from "@hono/node-server";
import type { MiddlewareHandler } from "hono";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";

/** Failed or not, an address may try this often in a minute; one e-mail this often in 15 minutes. */
const perAddress = { points: 30, duration: 60 };
const perEmail = { points: 10, duration: 15 * 60 };

/**
 * Limits sign-in and sign-up attempts, which the local auth server does not. A successful sign-in gives the e-mail's
 * attempts back. Answers 429 in the auth API's own form, with `retry-after`.
 */
export function limitSignIn(): MiddlewareHandler<{ Bindings: HttpBindings }> {
  const addresses = new RateLimiterMemory(perAddress);
  const emails = new RateLimiterMemory(perEmail);
  return async (c, next) => {
    const isPassword = c.req.path.endsWith("/token") && c.req.query("grant_type") === "password";
    const isGuess = isPassword || /\/(signup|recover|otp|verify|magiclink)$/.test(c.req.path);
    if (c.req.method !== "POST" || !isGuess) return next();
    const body: unknown = await c.req.raw
      .clone()
      .json()
      .catch(() => undefined);
    const given = body && typeof body === "object" && "email" in body ? body.email : "";
    // The auth server breaks on anything else.
    if (typeof given !== "string" || /\p{Cc}/u.test(given)) {
      return c.json({ code: 400, error_code: "validation_failed", msg: "The e-mail address is not valid" }, 400);
    }
    const email = given.trim().toLowerCase();
    try {
      await addresses.consume(c.env.incoming.socket.remoteAddress ?? "unknown");
      if (email) await emails.consume(email);
    } catch (limit) {
      const seconds = Math.ceil((limit instanceof RateLimiterRes ? limit.msBeforeNext : 60_000) / 1000);
      return c.json(
        { code: 429, error_code: "over_request_rate_limit", msg: `Too many attempts. Try again in ${seconds} s.` },
        429,
        { "retry-after": String(seconds) },
      );
    }
    await next();
    if (isPassword && c.res.ok && email) await emails.delete(email);
  };
}
