import { randomBytes } from "node:crypto";
import { createApi } from "@plumbline/api";
import { AppError } from "@plumbline/contracts";
import { createAuthServer } from "../../local/auth-server.ts";
import { asLogin, prepareDatabase } from "../../local/database.ts";
import { startEmbeddedPostgres } from "../../local/embedded-postgres/server.ts";
import { answerOf, type Door } from "./behaviour/http.ts";

/** A way in over HTTP, the secret its tokens are signed with, and whether a tenant can be named by header. */
export interface WayIn {
  door: Door;
  jwtSecret: string;
  hearsTenant: boolean;
}
/** What is checked. */
export interface Target {
  ownerUrl: string;
  /** A throw-away database: rows may be committed, and whoever reads over HTTP sees them. */
  throwAway: boolean;
  edge?: WayIn;
  rest?: WayIn;
  close(): Promise<void>;
}

const publishableKey = "sb_publishable_local";

/** An embedded database of its own with all migrations, the API and the REST endpoint in this process. */
export async function openEphemeral(): Promise<Target> {
  const server = await startEmbeddedPostgres({});
  const jwtSecret = randomBytes(32).toString("hex");
  const passwords = { edge: randomBytes(12).toString("hex"), worker_login: randomBytes(12).toString("hex") };
  const site = "http://127.0.0.1:1";
  await prepareDatabase({ ownerUrl: server.url, jwtSecret, siteUrl: site, publishableKey, passwords });
  const auth = await createAuthServer({ databaseUrl: server.url, jwtSecret, siteUrl: site, publishableKey });
  const edge = openEdge(asLogin(server.url, "edge", passwords.edge), jwtSecret);
  return {
    ownerUrl: server.url,
    throwAway: true,
    edge,
    rest: {
      jwtSecret,
      // The local endpoint does not hand headers on to policies.
      hearsTenant: false,
      door: async ({ method, path, headers, body }) => {
        const json = body === undefined ? {} : { body: JSON.stringify(body) };
        const request = new Request(`${site}/rest/v1${path}`, {
          method,
          headers: {
            apikey: publishableKey,
            ...headers,
            ...(body === undefined ? {} : { "content-type": "application/json" }),
          },
          ...json,
        });
        return quietly(async () => {
          const answer = await auth.app.fetch(request, { peerAddress: null });
          return answerOf(answer);
        });
      },
    },
    async close() {
      await edge.close();
      await auth.close();
      await server.stop();
    },
  };
}

/** The real API in this process, over the login `edge`. */
export function openEdge(edgeUrl: string, jwtSecret: string): WayIn & { close(): Promise<void> } {
  const { app, close } = createApi({
    database_url: edgeUrl,
    database_pool: 2,
    port: 0,
    host: "127.0.0.1",
    jwt_secret: jwtSecret,
    jwks_url: undefined,
    jwt_issuer: undefined,
    jwks_issuer: undefined,
    max_upload_bytes: 1024,
    allowed_origins: [],
    proxy_hops: 1,
    log: false,
  });
  return {
    jwtSecret,
    hearsTenant: true,
    close,
    door: async ({ method, path, headers, body }) => {
      const json = body === undefined ? {} : { body: JSON.stringify(body) };
      const type = body === undefined ? {} : { "content-type": "application/json" };
      const answer = await app.request(`/api${path}`, { method, headers: { ...headers, ...type }, ...json });
      return answerOf(answer);
    },
  };
}

/** Another project's edge and REST endpoint, as anybody reaches them. */
export function openHosted(
  apiUrl: string,
  anonKey: string,
  jwtSecret: string | undefined,
): Pick<Target, "edge" | "rest"> {
  const through =
    (base: string): Door =>
    async ({ method, path, headers, body }) => {
      const answer = await fetch(`${apiUrl.replace(/\/$/, "")}${base}${path}`, {
        method,
        headers: { apikey: anonKey, ...headers, ...(body === undefined ? {} : { "content-type": "application/json" }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(20_000),
      }).catch((cause: unknown) => {
        throw new AppError("unavailable", `${apiUrl} does not answer`, { cause, fix: "Correct --api-url" });
      });
      return answerOf(answer);
    };
  const common = { jwtSecret: jwtSecret ?? "", hearsTenant: true };
  return { edge: { ...common, door: through("/functions/v1/api") }, rest: { ...common, door: through("/rest/v1") } };
}

/** The local endpoint prints every refusal with its stack; here refusals are what is asked for. */
async function quietly<T>(work: () => Promise<T>): Promise<T> {
  const { error } = console;
  console.error = () => {};
  try {
    return await work();
  } finally {
    console.error = error;
  }
}
