import { AppError } from "@plumbline/contracts";
import type { Hono } from "hono";
import type { ApiContext, ApiEnv } from "./context.ts";

/** Answers unknown paths with not_found, and known paths with another method with method_not_allowed and Allow. */
export function notFound(app: Hono<ApiEnv>): (c: ApiContext) => never {
  const routes = app.routes
    .filter((route) => route.method !== "ALL")
    .map(({ method, path }) => ({ method, pattern: new RegExp(`^${path.replaceAll(/:\w+/g, "[^/]+")}$`) }));
  return (c) => {
    const methods = routes.filter((route) => route.pattern.test(c.req.path)).map((route) => route.method);
    if (methods.length === 0) throw new AppError("not_found", "There is no such address");
    const allowed = [...new Set(methods)].sort().join(", ");
    c.header("allow", allowed);
    throw new AppError("method_not_allowed", `${c.req.method} is not possible here`, { fix: `Use ${allowed}` });
  };
}
