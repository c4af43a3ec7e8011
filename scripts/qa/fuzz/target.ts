import { randomBytes, randomUUID } from "node:crypto";
import { createApi } from "@plumbline/api";
import { AppError } from "@plumbline/contracts";
import { createClient } from "@supabase/supabase-js";
import { SignJWT } from "jose";
import postgres from "postgres";
import { z } from "zod";
import { asLogin, prepareDatabase } from "../../local/database.ts";
import { startEmbeddedPostgres } from "../../local/embedded-postgres/server.ts";
import type { Sent } from "./request.ts";

/** The API that is shot at, and what of its surroundings can be used. */
export interface Target {
  /** What a curl line begins with. */
  base: string;
  send(sent: Sent): Promise<Response>;
  /** Makes a person and signs them in. */
  signUp(email: string): Promise<string>;
  /** The database's owner: to arrange what nobody may do, and to look. Undefined when only the API is at hand. */
  owner: postgres.Sql | undefined;
  /** Everything the API has logged; undefined when it cannot be read. */
  logs: string[] | undefined;
  close(): Promise<void>;
}

export interface DatabaseUrls {
  owner: string;
  edge: string;
  jwt_secret: string;
}

/** The real app in this process, on a database that is there already. */
export async function openApp(database: DatabaseUrls): Promise<Target> {
  const owner = postgres(database.owner, { max: 1, onnotice: () => {}, fetch_types: false });
  const logs: string[] = [];
  const { app, close } = createApi(
    {
      database_url: database.edge,
      database_pool: 4,
      port: 0,
      host: "127.0.0.1",
      jwt_secret: database.jwt_secret,
      jwks_url: undefined,
      jwt_issuer: undefined,
      jwks_issuer: undefined,
      max_upload_bytes: 1024 * 1024,
      allowed_origins: [],
      proxy_hops: 1,
      log: true,
    },
    (line) => logs.push(line),
  );
  return {
    base: "$API",
    async send({ method, path, headers, body }) {
      return app.request(`/api${path}`, { method, headers, ...(body !== undefined && { body }) });
    },
    async signUp(email) {
      const sub = randomUUID();
      await owner`insert into auth.users (id, email, raw_user_meta_data) values (${sub}, ${email}, '{}')`;
      return new SignJWT({ sub, role: "authenticated", aud: "authenticated" })
        .setProtectedHeader({ alg: "HS256" })
        .setIssuedAt()
        .setExpirationTime("2h")
        .sign(new TextEncoder().encode(database.jwt_secret));
    },
    owner,
    logs,
    async close() {
      await close();
      await owner.end({ timeout: 5 });
    },
  };
}

/** The real app on an embedded database of its own. */
export async function openEphemeral(): Promise<Target> {
  const server = await startEmbeddedPostgres({});
  const jwt_secret = randomBytes(32).toString("hex");
  const passwords = { edge: randomBytes(12).toString("hex"), worker_login: randomBytes(12).toString("hex") };
  await prepareDatabase({
    ownerUrl: server.url,
    jwtSecret: jwt_secret,
    siteUrl: "http://127.0.0.1:1",
    publishableKey: "sb_publishable_local",
    passwords,
  });
  const target = await openApp({ owner: server.url, edge: asLogin(server.url, "edge", passwords.edge), jwt_secret });
  // Those without a tenant have the tenth of the platform's limit.
  if (target.owner)
    await target.owner`update private.platform_settings set value = '1000000' where key = 'requests_per_minute'`;
  return {
    ...target,
    async close() {
      await target.close();
      await server.stop();
    },
  };
}

const Config = z.object({ supabase_url: z.url(), supabase_key: z.string(), api_url: z.url() });

/**
 * A running Plumbline at its public address (what `npm start` prints). People sign up through its auth, so the limits on
 * sign-up and requests that hold for everybody hold here too; with `ownerUrl` the two tenants get a high one of their own.
 */
export async function openRunning(url: string, ownerUrl: string | undefined): Promise<Target> {
  const config = Config.safeParse(await (await fetch(new URL("/config.json", url))).json().catch(() => undefined));
  if (!config.success) {
    throw new AppError("invalid_request", `${url} is not the address of a Plumbline portal`, {
      fix: "Give the address that npm start prints",
    });
  }
  const { supabase_url, supabase_key, api_url } = config.data;
  const owner = ownerUrl === undefined ? undefined : postgres(ownerUrl, { max: 1, onnotice: () => {} });
  return {
    base: api_url,
    send: ({ method, path, headers, body }) =>
      fetch(`${api_url}${path}`, { method, headers, redirect: "manual", ...(body !== undefined && { body }) }),
    async signUp(email) {
      const { auth } = createClient(supabase_url, supabase_key, {
        auth: { persistSession: false, autoRefreshToken: false },
      });
      const { data, error } = await auth.signUp({ email, password: randomBytes(18).toString("base64url") });
      if (data.session) return data.session.access_token;
      throw new AppError("unavailable", `Nobody can sign up at ${url}: ${error?.message ?? "no session came back"}`, {
        fix: "Wait a minute when it says too many; sign-up must be open and need no confirmation",
      });
    },
    owner,
    logs: undefined,
    close: async () => void (await owner?.end({ timeout: 5 })),
  };
}
