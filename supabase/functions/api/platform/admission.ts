import { AppError, type FeatureKey } from "@plumbline/contracts";
import { clientAddress } from "./client-address.ts";
import type { ApiContext, ApiMiddleware } from "./context.ts";
import { type Ask, Grant, Ledger } from "./ledger.ts";
import { memberSettings, requestedTenant, requestSettings, requireAccess } from "./member.ts";
import { sqlState } from "./problem.ts";
import { RefusedKeys, tooManyRefused } from "./refused-keys.ts";
import { type Query, sql } from "./sql.ts";

/**
 * Lets a signed-in request pass while its key and its tenant are within their limits; RateLimit-Policy and RateLimit
 * tell where they stand. Afterwards the context's `standing` says who calls. Throws rate_limited with the seconds to wait,
 * unauthenticated for a key that is not valid (any more), and unavailable with the database away.
 */
export function admission(ledger: Ledger = new Ledger()): ApiMiddleware {
  const refused = new RefusedKeys();
  return async (c, next) => {
    c.set("ledger", ledger);
    c.set("refused_keys", refused);
    await admit(c);
    return next();
  };
}

async function admit(c: ApiContext): Promise<void> {
  const key_hash = c.get("key_hash");
  const principal = `${key_hash === undefined ? c.get("claims")?.sub : `key:${key_hash}`} ${requestedTenant(c)}`;
  const { standing, admitted, retry_after_s, policy, state } = await c
    .get("ledger")
    .admit(principal, key_hash === undefined ? askForMember(c) : askForKey(c, key_hash, principal));
  c.set("standing", standing);
  c.header("ratelimit-policy", policy);
  c.header("ratelimit", state);
  if (admitted) return;
  c.set("retry_after_s", retry_after_s);
  throw new AppError("rate_limited", "The limit of requests a minute is reached", {
    fix: `Wait ${retry_after_s} seconds; the header RateLimit tells what is left`,
  });
}

const askForMember =
  (c: ApiContext): Ask =>
  async (share) => {
    const [rows] = await c.get("db").send(memberSettings(c), answer(sql`private.admit(${share})`));
    return Grant.parse(rows[0]?.answer);
  };

const askForKey =
  (c: ApiContext, hash: string, principal: string): Ask =>
  async (share) => {
    const ledger = c.get("ledger");
    const refused_keys = c.get("refused_keys");
    const address = clientAddress(c.req.header("x-forwarded-for"), c.get("settings").proxy_hops);
    // Whoever was let in lately pays for no guesses that come from the same address.
    const wait_s = ledger.knows(principal) ? 0 : refused_keys.waits_s(address);
    if (wait_s > 0) {
      c.set("retry_after_s", wait_s);
      throw tooManyRefused(wait_s);
    }
    try {
      const call = sql`private.admit_key(${hash}, ${requestedTenant(c)}, ${share})`;
      const [rows] = await c.get("db").send(requestSettings(c), answer(call));
      return Grant.parse(rows[0]?.answer);
    } catch (error) {
      if (sqlState(error) === "PT401") {
        ledger.drop(principal);
        refused_keys.note(address);
      }
      throw error;
    }
  };
const answer = (call: Query): Query<{ answer: unknown }> => sql`select ${call} as answer`;

/** Lets only tenants pass that have the feature; to those who are no members, it says what they are instead. */
export const requireFeature =
  (key: FeatureKey): ApiMiddleware =>
  async (c, next) => {
    if (c.get("standing")?.tenant_id === null) {
      await requireAccess(c);
      // A member since a moment ago.
      c.get("ledger").forget(({ user_id }) => user_id === c.get("standing")?.user_id);
      await admit(c);
    }
    if (c.get("standing")?.features[key]?.enabled !== true) {
      throw new AppError("feature_disabled", `The feature ${key} is switched off for this tenant`, {
        fix: "An owner may switch it on under Settings, or the platform operator does",
      });
    }
    return next();
  };
