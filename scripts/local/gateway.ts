// The one port of the local stack: auth and REST in this process, the API by proxy, the portal as files.
import { readFile } from "node:fs/promises";
import { type HttpBindings, serve } from "@hono/node-server";
import { serveStatic } from "@hono/node-server/serve-static";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { compress } from "hono/compress";
import { proxy } from "hono/proxy";
import { secureHeaders } from "hono/secure-headers";
import { z } from "zod";
import { createAuthServer } from "./auth-server.ts";
import { exitWithParent } from "./exit-with-parent.ts";
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
});

/** Everything but the network: what answers on the gateway's port. */
export function createGateway(env: z.infer<typeof Env>, auth: Awaited<ReturnType<typeof createAuthServer>>["app"]) {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", "data:", "blob:"],
        fontSrc: ["'self'", "data:"],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    }),
  );
  app.use("/auth/v1/*", bodyLimit({ maxSize: 64 * 1024 }), limitSignIn());
  app.use("/rest/v1/*", bodyLimit({ maxSize: 8 * 1024 * 1024 }));
  // Only these two paths of the auth server: its /_system tells the database's URL to anybody.
  const toAuth = async (request: Request, peer: string | undefined) => {
    const answer = await auth.fetch(request, { peerAddress: peer ?? null });
    // It names the length itself, and the server adds its own: two of them are one too many for strict clients.
    const headers = new Headers(answer.headers);
    headers.delete("content-length");
    return new Response(answer.body, { status: answer.status, headers });
  };
  app.all("/auth/v1/*", (c) => toAuth(c.req.raw, c.env.incoming.socket.remoteAddress));
  app.all("/rest/v1/*", (c) => toAuth(c.req.raw, c.env.incoming.socket.remoteAddress));

  app.all("/functions/v1/api/*", (c) => {
    const url = new URL(c.req.url);
    return proxy(`${env.EDGE_URL}${url.pathname.replace("/functions/v1", "")}${url.search}`, {
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
        { "content-type": "application/problem+json", "retry-after": "2" },
      ),
    );
  });

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

if (import.meta.main) {
  const env = Env.parse(process.env);
  const auth = await createAuthServer({
    databaseUrl: env.OWNER_URL,
    jwtSecret: env.JWT_SECRET,
    siteUrl: env.PUBLIC_URL,
    publishableKey: env.PUBLISHABLE_KEY,
  });
  const server = serve(
    { fetch: createGateway(env, auth.app).fetch, port: env.GATEWAY_PORT, hostname: env.GATEWAY_HOST },
    () => console.log(JSON.stringify({ ready: true, port: env.GATEWAY_PORT })),
  );
  server.once("error", (error) => {
    console.error(error.message);
    process.exit(1);
  });
  exitWithParent(async () => {
    server.close();
    if ("closeAllConnections" in server) server.closeAllConnections();
    await auth.close();
  });
}
