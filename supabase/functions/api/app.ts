import type { FeatureKey } from "@plumbline/contracts";
import { Hono } from "hono";
import { apiKeys } from "./api-keys/routes.ts";
import { audit } from "./audit/routes.ts";
import { datasets } from "./datasets/routes.ts";
import { features } from "./features/routes.ts";
import { groundTruth } from "./ground-truth/routes.ts";
import { health } from "./health/routes.ts";
import { insights } from "./insights/routes.ts";
import { invitations } from "./invitations/routes.ts";
import { irSchemas } from "./ir-schemas/routes.ts";
import { me } from "./me/routes.ts";
import { members } from "./members/routes.ts";
import { metrics } from "./metrics/routes.ts";
import { monitoring } from "./monitoring/routes.ts";
import { openapi } from "./openapi/routes.ts";
import { pipelines } from "./pipelines/routes.ts";
import { admission, requireFeature } from "./platform/admission.ts";
import { signedIn, tokenVerifier } from "./platform/auth.ts";
import type { ApiEnv } from "./platform/context.ts";
import { openDb } from "./platform/db.ts";
import type { Settings } from "./platform/env.ts";
import { ExactRoutes } from "./platform/exact-routes.ts";
import { crossOrigin, limitBody, securityHeaders } from "./platform/headers.ts";
import { notFound } from "./platform/not-found.ts";
import type { OpenStreams } from "./platform/open-streams.ts";
import { answerProblem } from "./platform/problem.ts";
import { nameRequest, requestLog } from "./platform/request-log.ts";
import { runs } from "./runs/routes.ts";
import { settings as settingsOfTenant } from "./settings/routes.ts";
import { steps } from "./steps/routes.ts";
import { tenants } from "./tenants/routes.ts";
import { textModels } from "./text-models/routes.ts";

export interface Api {
  app: Hono<ApiEnv>;
  /** Closes the database connections; requests under way get five seconds. */
  close(): Promise<void>;
}

/** The whole API over one pool of database connections. `log` gets one JSON line a request. */
export function createApi(settings: Settings, log: (line: string) => void = console.log): Api {
  const db = openDb(settings.database_url, settings.database_pool);
  const streams: OpenStreams = new Map();
  // What holds for every answer holds for those to addresses outside /api too.
  const everywhere = new Hono<ApiEnv>({ router: new ExactRoutes() });
  everywhere.use((c, next) => {
    c.set("settings", settings);
    c.set("db", db);
    c.set("streams", streams);
    nameRequest(c);
    securityHeaders(c);
    return next();
  });
  if (settings.log) everywhere.use(requestLog(log));
  if (settings.allowed_origins.length > 0) everywhere.use(crossOrigin(settings.allowed_origins));
  everywhere.use(limitBody());
  const app = everywhere.basePath("/api");
  app.onError(answerProblem);

  app.route("/v1/health", health());
  app.route("/v1/openapi.json", openapi(app));
  const member = signedIn(tokenVerifier(settings));
  const admitted = admission();
  for (const { path, noun, feature } of nouns) {
    app.use(`${path}/*`, member, admitted, ...(feature === undefined ? [] : [requireFeature(feature)]));
    app.route(path, noun);
  }
  app.notFound(notFound(app));
  return { app, close: () => db.close() };
}

/** Everything that needs a signed-in caller, and some a feature besides. */
const nouns: { path: string; noun: Hono<ApiEnv>; feature?: FeatureKey }[] = [
  { path: "/v1/me", noun: me },
  { path: "/v1/tenants", noun: tenants },
  { path: "/v1/members", noun: members },
  { path: "/v1/invitations", noun: invitations },
  { path: "/v1/api-keys", noun: apiKeys },
  { path: "/v1/features", noun: features },
  { path: "/v1/settings", noun: settingsOfTenant },
  { path: "/v1/audit", noun: audit },
  { path: "/v1/datasets", noun: datasets, feature: "copilot.dataset" },
  { path: "/v1/insights", noun: insights, feature: "copilot.dataset" },
  { path: "/v1/runs", noun: runs },
  { path: "/v1/text-models", noun: textModels },
  { path: "/v1/steps", noun: steps, feature: "pipelines" },
  { path: "/v1/pipelines", noun: pipelines, feature: "pipelines" },
  { path: "/v1/ir-schemas", noun: irSchemas, feature: "pipelines" },
  { path: "/v1/metrics", noun: metrics, feature: "pipelines" },
  { path: "/v1/ground-truth", noun: groundTruth, feature: "pipelines" },
  { path: "/v1/monitoring", noun: monitoring, feature: "pipelines" },
];
