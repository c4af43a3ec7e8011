import { type ErrorCode, errorCodes } from "@plumbline/contracts";
import type { Hono } from "hono";
import { generateSpecs } from "hono-openapi";
import { z } from "zod";
import manifest from "../package.json" with { type: "json" };
import { type ApiEnv, router } from "../platform/context.ts";
import { operation } from "../platform/describe.ts";

/** GET /v1/openapi.json for `app`, generated from its routes and contracts at the first request. */
export function openapi(app: Hono<ApiEnv>): Hono<ApiEnv> {
  let document: Promise<object> | undefined;
  return router().get(
    "/",
    operation({
      tag: "openapi",
      summary: "This document",
      signed_in: false,
      answer: { status: 200, description: "OpenAPI 3.1", media: "application/json" },
    }),
    async (c) => {
      document ??= generate(app);
      return c.json(await document);
    },
  );
}

/** The function's own name is part of the server's address, so that paths read as they are spoken of: `/v1/runs`. */
async function generate(app: Hono<ApiEnv>): Promise<object> {
  const specs = await generateSpecs(app, {
    // Otherwise this very route is taken for a file.
    excludeStaticFile: false,
    defaultValidationErrorResponse: false,
    documentation: {
      info: {
        title: "Plumbline API",
        version: manifest.version,
        description: "Advisory insights whose every number has been checked.",
      },
      servers: [{ url: "/functions/v1/api", description: "Behind the gateway, and on Supabase" }],
      components: {
        securitySchemes: {
          bearer: { type: "http", scheme: "bearer", description: "An access token, or an API key (pl_...)" },
        },
      },
    },
  });
  const paths = Object.entries(specs.paths ?? {}).map(([path, item]) => {
    const methods = Object.entries(item ?? {}).map(([method, op]) => [method, withBodyProblems(method, op)]);
    return [path.replace(/^\/api/, ""), Object.fromEntries(methods)];
  });
  return { ...specs, paths: Object.fromEntries(paths) };
}

/** What middleware refuses before the route is asked: a body that is too large, or not what is read here. */
function withBodyProblems(method: string, op: unknown): unknown {
  if (method === "get") return op;
  const { responses, ...rest } = z
    .looseObject({ requestBody: z.unknown().optional(), responses: z.looseObject({}) })
    .parse(op);
  const type = rest.requestBody !== undefined && refusal("unsupported_media_type");
  return { ...rest, responses: { ...refusal("payload_too_large"), ...type, ...responses } };
}

const refusal = (code: ErrorCode) => ({
  [errorCodes[code].status]: {
    description: `${code}: ${errorCodes[code].title}`,
    content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
  },
});
