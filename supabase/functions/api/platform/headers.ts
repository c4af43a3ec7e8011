import { AppError } from "@plumbline/contracts";
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
import type { ApiContext, ApiMiddleware } from "./context.ts";

/**
 * What every answer says to browsers: it is data, never a page, and not to be kept. Set before the handler runs: then
 * the answer is made with them, where changing a finished answer's headers costs as much as the whole route.
 */
export function securityHeaders(c: ApiContext): void {
  c.header("x-content-type-options", "nosniff");
  c.header("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
  c.header("referrer-policy", "no-referrer");
  c.header("cache-control", "no-store");
}

/** Lets browsers call from the origins of PLUMBLINE_ALLOWED_ORIGINS. Without it they call from the same origin only. */
export const crossOrigin = (origins: string[]): ApiMiddleware =>
  cors({
    origin: origins.includes("*") ? "*" : origins,
    allowMethods: ["GET", "POST", "PUT", "PATCH", "DELETE"],
    allowHeaders: [
      "authorization",
      "content-type",
      "plumbline-tenant",
      "idempotency-key",
      "last-event-id",
      "x-request-id",
    ],
    exposeHeaders: ["location", "x-request-id", "retry-after", "content-disposition", "ratelimit", "ratelimit-policy"],
    maxAge: 600,
  });

const mebibyte = 1024 * 1024;

/** Refuses bodies over 1 MiB, except uploads, which have a limit of their own and are never held in memory. */
export function limitBody(): ApiMiddleware {
  const limit = bodyLimit({
    maxSize: mebibyte,
    onError: () => {
      throw new AppError("payload_too_large", "The body is larger than 1 MiB", { fix: "Send less at once" });
    },
  });
  return (c, next) => {
    const { method } = c.req;
    if (method === "GET" || method === "HEAD") return next();
    return /^multipart\//i.test(c.req.header("content-type") ?? "") ? next() : limit(c, next);
  };
}
