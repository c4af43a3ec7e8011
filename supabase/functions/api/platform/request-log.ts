import { matchedRoutes } from "hono/route";
import type { ApiContext, ApiMiddleware } from "./context.ts";

/** Takes a sane X-Request-Id from the caller or makes one; it is in the answer, the log and the database session. */
export function nameRequest(c: ApiContext): void {
  const given = c.req.header("x-request-id");
  const id = given !== undefined && /^[\w.:-]{8,100}$/.test(given) ? given : crypto.randomUUID();
  c.set("request_id", id);
  c.header("x-request-id", id);
}

/** One JSON line a request: never a body, a token, an address or a query string. */
export const requestLog =
  (write: (line: string) => void): ApiMiddleware =>
  async (c, next) => {
    const started = performance.now();
    await next();
    const { status } = c.res;
    write(
      JSON.stringify({
        level: status >= 500 ? "error" : status >= 400 ? "warn" : "info",
        time: new Date().toISOString(),
        request_id: c.get("request_id"),
        method: c.req.method,
        route: routePattern(c),
        status,
        ms: Math.round((performance.now() - started) * 10) / 10,
        tenant_id: c.get("standing")?.tenant_id ?? tenantId(c),
        user_id: c.get("standing")?.user_id ?? c.get("claims")?.sub ?? null,
        ...(c.get("failure") === undefined ? {} : { error: describe(c.get("failure")) }),
      }),
    );
  };

/** The route's pattern, never the path: ids stay out of the metrics that grow from it. */
function routePattern(c: ApiContext): string | null {
  return matchedRoutes(c).findLast((route) => route.method !== "ALL")?.path ?? null;
}

function tenantId(c: ApiContext): string | null {
  const header = c.req.header("plumbline-tenant");
  return header !== undefined && /^[\da-f-]{36}$/i.test(header) ? header : null;
}

/** Name, code and stack of an unexpected error. Not its database detail, which can hold a row's values. */
function describe(error: unknown): { name: string; code?: string; stack?: string } {
  if (!(error instanceof Error)) return { name: typeof error };
  const code = "code" in error && typeof error.code === "string" ? { code: error.code } : {};
  return { name: error.name, ...code, ...(error.stack !== undefined && { stack: error.stack }) };
}
