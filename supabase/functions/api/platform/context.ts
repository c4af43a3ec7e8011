import type { Context, MiddlewareHandler } from "hono";
import { Hono } from "hono";
import type { Claims } from "./auth.ts";
import type { Db } from "./db.ts";
import type { Settings } from "./env.ts";

/** What every handler finds in `c.var`. */
export interface ApiEnv {
  Variables: {
    settings: Settings;
    db: Db;
    request_id: string;
    /** Set by `signedIn`; reading it on a route without that is a mistake the types cannot see, so use `asMember`. */
    claims: Claims | undefined;
    /** For the log: what an `internal` answer hides from the caller. */
    failure: unknown;
  };
}
export type ApiContext = Context<ApiEnv>;
export type ApiMiddleware = MiddlewareHandler<ApiEnv>;
export const router = (): Hono<ApiEnv> => new Hono<ApiEnv>();
