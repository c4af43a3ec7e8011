import type { Context, MiddlewareHandler } from "hono";
import { Hono } from "hono";
import type { Claims } from "./auth.ts";
import type { Db } from "./db.ts";
import type { Settings } from "./env.ts";
import type { Ledger, Standing } from "./ledger.ts";
import type { OpenStreams } from "./open-streams.ts";
import type { RefusedKeys } from "./refused-keys.ts";

/** What every handler finds by `c.get`: cheap, where `c.var` copies all of it at each look. */
export interface ApiEnv {
  Variables: {
    settings: Settings;
    db: Db;
    request_id: string;
    /** What `signedIn` found: a verified token's claims, or the SHA-256 of an API key. Queries go through `asMember`. */
    claims: Claims | undefined;
    key_hash: string | undefined;
    /** Set by `admission`: who calls. */
    standing: Standing | undefined;
    ledger: Ledger;
    streams: OpenStreams;
    refused_keys: RefusedKeys;
    /** For the answer, when something is to be tried again and it is known when. */
    retry_after_s: number | undefined;
    /** For the log: what an `internal` answer hides from the caller. */
    failure: unknown;
  };
}
export type ApiContext = Context<ApiEnv>;
export type ApiMiddleware = MiddlewareHandler<ApiEnv>;
export const router = (): Hono<ApiEnv> => new Hono<ApiEnv>();
