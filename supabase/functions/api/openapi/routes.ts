import type { Hono } from "hono";
import { openAPIRouteHandler } from "hono-openapi";
import manifest from "../package.json" with { type: "json" };
import { type ApiEnv, router } from "../platform/context.ts";
import { operation } from "../platform/describe.ts";

/** GET /v1/openapi.json for `app`, generated from its routes and contracts at the first request. */
export function openapi(app: Hono<ApiEnv>): Hono<ApiEnv> {
  return router().get(
    "/",
    operation({
      tag: "openapi",
      summary: "This document",
      signed_in: false,
      answer: { status: 200, description: "OpenAPI 3.1", media: "application/json" },
    }),
    openAPIRouteHandler(app, {
      // Otherwise this very route is taken for a file.
      excludeStaticFile: false,
      defaultValidationErrorResponse: false,
      documentation: {
        info: {
          title: "Plumbline API",
          version: manifest.version,
          description: "Advisory insights whose every number has been checked.",
        },
        servers: [{ url: "/functions/v1", description: "Behind the gateway, and on Supabase" }],
        components: {
          securitySchemes: { bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" } },
        },
      },
    }),
  );
}
