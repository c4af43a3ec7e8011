import { Hono } from "hono";
import { datasets } from "./datasets/routes.ts";
import { groundTruth } from "./ground-truth/routes.ts";
import { health } from "./health/routes.ts";
import { insights } from "./insights/routes.ts";
import { irSchemas } from "./ir-schemas/routes.ts";
import { me } from "./me/routes.ts";
import { members } from "./members/routes.ts";
import { metrics } from "./metrics/routes.ts";
import { monitoring } from "./monitoring/routes.ts";
import { openapi } from "./openapi/routes.ts";
import { pipelines } from "./pipelines/routes.ts";
import { signedIn, tokenVerifier } from "./platform/auth.ts";
import type { ApiEnv } from "./platform/context.ts";
import { openDb } from "./platform/db.ts";
import type { Settings } from "./platform/env.ts";
import { crossOrigin, limitBody, securityHeaders } from "./platform/headers.ts";
import { notFound } from "./platform/not-found.ts";
import { answerProblem } from "./platform/problem.ts";
import { requestId, requestLog } from "./platform/request-log.ts";
import { runs } from "./runs/routes.ts";
import { steps } from "./steps/routes.ts";
import { tenants } from "./tenants/routes.ts";

export interface Api {
  app: Hono<ApiEnv>;
  /** Closes the database connections; requests under way get five seconds. */
  close(): Promise<void>;
}

/** The whole API over one pool of database connections. `log` gets one JSON line a request. */
export function createApi(settings: Settings, log: (line: string) => void = console.log): Api {
  const db = openDb(settings.database_url, settings.database_pool);
  const app = new Hono<ApiEnv>().basePath("/api");
  app.use(requestId);
  if (settings.log) app.use(requestLog(log));
  app.use(securityHeaders, crossOrigin(settings.allowed_origins), limitBody());
  app.use((c, next) => {
    c.set("settings", settings);
    c.set("db", db);
    return next();
  });
  app.onError(answerProblem);

  app.route("/v1/health", health);
  app.route("/v1/openapi.json", openapi(app));
  const member = signedIn(tokenVerifier(settings));
  for (const [path, noun] of nouns) {
    app.use(`${path}/*`, member);
    app.route(path, noun);
  }
  app.notFound(notFound(app));
  return { app, close: () => db.close() };
}

/** Everything that needs a signed-in caller. */
const nouns = [
  ["/v1/me", me],
  ["/v1/tenants", tenants],
  ["/v1/members", members],
  ["/v1/datasets", datasets],
  ["/v1/insights", insights],
  ["/v1/runs", runs],
  ["/v1/steps", steps],
  ["/v1/pipelines", pipelines],
  ["/v1/ir-schemas", irSchemas],
  ["/v1/metrics", metrics],
  ["/v1/ground-truth", groundTruth],
  ["/v1/monitoring", monitoring],
] as const;
