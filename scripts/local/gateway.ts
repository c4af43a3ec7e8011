// The one port of the local stack: auth and REST in this process, the API by proxy, the portal as files.
import { readFile } from "node:fs/promises";
import { type HttpBindings, serve } from "@hono/node-server";
import { serveStatic } from "@hono/node-server/serve-static";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { compress } from "hono/compress";
import { proxy } from "hono/proxy";
import { secureHeaders } from "hono/secure-headers";
import { z } from "zod";
import { createAuthServer } from "./auth-server.ts";
import { logWithoutValues } from "./error-log.ts";
import { exitWithParent } from "./exit-with-parent.ts";
import { onlyKnownHosts } from "./known-hosts.ts";
import { limitSignIn } from "./sign-in-limit.ts";

const Env = z.object({
  GATEWAY_PORT: z.coerce.number(),
  GATEWAY_HOST: z.string(),
  PUBLIC_URL: z.string(),
  EDGE_URL: z.string(),
  OWNER_URL: z.string(),
  JWT_SECRET: z.string(),
  PUBLISHABLE_KEY: z.string(),
  PORTAL_DIR: z.string(),
  DEMO: z.string().optional(),
  ALLOWED_ORIGINS: z.string().default(""),
});

/**
 * What people need to sign up, in and out. The auth server would answer more under this path: its admin endpoints, and
 * its own console to every address it does not know.
 */
const authPath =
  /^\/auth\/v1\/(token|signup|user|logout|recover|verify|otp|resend|settings|health|\.well-known\/jwks\.json)$/;

/** Everything but the network: what answers on the gateway's port. */
export function createGateway(env: z.infer<typeof Env>, auth: Awaited<ReturnType<typeof createAuthServer>>["app"]) {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.use(onlyKnownHosts(env.ALLOWED_ORIGINS));
  // Before the headers below: the API sets its own, which are stricter than a page's.
  app.all("/functions/v1/api/*", (c) => toEdge(c, env.EDGE_URL));
  app.use(
    secureHeaders({
      xFrameOptions: "DENY",
      contentSecurityPolicy: {
        defaultSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", "data:", "blob:"],
        fontSrc: ["'self'", "data:"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    }),
  );
  app.use("/auth/v1/*", async (c, next) => {
    if (!authPath.test(c.req.path)) return c.json({ message: "Not found" }, 404);
    await next();
  });
  app.use("/auth/v1/*", bodyLimit({ maxSize: 64 * 1024 }), limitSignIn());
  app.use("/rest/v1/*", bodyLimit({ maxSize: 8 * 1024 * 1024 }));
  // Only these two paths of the auth server: its /_system tells the database's URL to anybody.
  const toAuth = async (request: Request, peer: string | undefined) => {
    const answer = await auth.fetch(request, { peerAddress: peer ?? null });
    const headers = new Headers(answer.headers);
    // It names the length itself, and the server adds its own: two of them are one too many for strict clients.
    headers.delete("content-length");
    // It lets every page of the web call and read, credentials included. The portal is of the same origin.
    for (const name of [...headers.keys()]) if (name.startsWith("access-control-")) headers.delete(name);
    headers.set("cache-control", "no-store");
    return new Response(answer.body, { status: answer.status, headers });
  };
  app.all("/auth/v1/*", (c) => toAuth(c.req.raw, c.env.incoming.socket.remoteAddress));
  app.all("/rest/v1/*", (c) => toAuth(c.req.raw, c.env.incoming.socket.remoteAddress));

  app.use(compress());
  app.get("/config.json", (c) =>
    c.json(
      {
        supabase_url: env.PUBLIC_URL,
        supabase_key: env.PUBLISHABLE_KEY,
        api_url: `${env.PUBLIC_URL}/functions/v1/api`,
        ...(env.DEMO ? { demo: JSON.parse(env.DEMO) } : {}),
      },
      200,
      { "cache-control": "no-store" },
    ),
  );
  app.use(
    "/assets/*",
    serveStatic({
      root: env.PORTAL_DIR,
      onFound: (_, c) => c.header("cache-control", "public, max-age=31536000, immutable"),
    }),
  );
  app.use(serveStatic({ root: env.PORTAL_DIR }));
  app.get("*", async (c) =>
    c.html(await readFile(`${env.PORTAL_DIR}/index.html`, "utf8"), 200, { "cache-control": "no-cache" }),
  );
  return app;
}

/** Hands a request on to the edge, as it came but for where it came from. */
function toEdge(c: Context<{ Bindings: HttpBindings }>, edgeUrl: string): Promise<Response> {
  const url = new URL(c.req.url);
  return proxy(`${edgeUrl}${url.pathname.replace("/functions/v1", "")}${url.search}`, {
    raw: c.req.raw,
    headers: { ...c.req.header(), host: undefined, "x-forwarded-for": c.env.incoming.socket.remoteAddress },
  }).catch(() =>
    c.json(
      {
        type: "about:blank",
        title: "The service is not available right now",
        status: 503,
        detail: "The API is not running",
        fix: "It is being started again: try in a few seconds",
        code: "unavailable",
        request_id: crypto.randomUUID(),
      },
      503,
      { "content-type": "application/problem+json", "retry-after": "2", "cache-control": "no-store" },
    ),
  );
}

/** A connection that trickles its headers is ended, and so is an upload that takes longer than any of ours may. */
export const timeouts = { headersTimeout: 15_000, requestTimeout: 300_000, connectionsCheckingInterval: 5_000 };

if (import.meta.main) {
  logWithoutValues();
  const env = Env.parse(process.env);
  const auth = await createAuthServer({
    databaseUrl: env.OWNER_URL,
    jwtSecret: env.JWT_SECRET,
    siteUrl: env.PUBLIC_URL,
    publishableKey: env.PUBLISHABLE_KEY,
  });
  const server = serve(
    {
      fetch: createGateway(env, auth.app).fetch,
      port: env.GATEWAY_PORT,
      hostname: env.GATEWAY_HOST,
      serverOptions: timeouts,
    },
    () => console.log(JSON.stringify({ ready: true, port: env.GATEWAY_PORT })),
  );
  server.once("error", (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
  exitWithParent(async () => {
    server.close();
    if ("closeAllConnections" in server) server.closeAllConnections();
    await auth.close();
  });
}
