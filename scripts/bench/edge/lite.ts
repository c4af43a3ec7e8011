import { serve } from "@hono/node-server";
import { createAuthServer } from "../../local/auth-server.ts";
import { exitWithParent } from "../../local/exit-with-parent.ts";

/** `@supabase/lite` alone on a port, as the gateway mounts it, without the gateway. For the benchmark only. */
const { app, close } = await createAuthServer({
  databaseUrl: process.env.DATABASE_URL ?? "",
  jwtSecret: process.env.JWT_SECRET ?? "",
  siteUrl: "http://127.0.0.1",
  publishableKey: "sb_publishable_local",
});
const server = serve({
  async fetch(request) {
    const res = await app.fetch(request);
    // The server adds its own; two of them are more than some clients take.
    res.headers.delete("content-length");
    return res;
  },
  port: Number(process.env.PORT),
  hostname: "127.0.0.1",
});
exitWithParent(async () => {
  server.close();
  await close();
});
