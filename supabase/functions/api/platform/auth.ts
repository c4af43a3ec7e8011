import { createHash } from "node:crypto";
import { ApiKeySecret, AppError } from "@plumbline/contracts";
import {
  base64url,
  createRemoteJWKSet,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  type JWTVerifyOptions,
  jwtVerify,
} from "jose";
import { z } from "zod";
import type { ApiMiddleware } from "./context.ts";
import type { Settings } from "./env.ts";

/** What is kept of a verified token: all that policies and functions read. */
export const Claims = z.object({
  sub: z.uuid(),
  role: z.literal("authenticated"),
  aud: z.union([z.string(), z.array(z.string())]),
  exp: z.number(),
  session_id: z.string().max(100).optional(),
});
export type Claims = z.infer<typeof Claims>;
export type Verify = (token: string) => Promise<Claims>;

const cache_s = 60;
const clockSkew_s = 60;
const cacheSize = 10_000;
const refused = (cause: unknown) =>
  new AppError("unauthenticated", "The access token is not valid", { fix: "Sign in again", cause });

/**
 * Makes the verifier of access tokens: HS256 when a secret is set, ES256 and RS256 when a key set is; nothing else.
 * A verified token is remembered for at most 60 seconds and never beyond its own end; suspension does not wait for
 * that, because membership is read with every request. Throws unauthenticated, or unavailable without the key set.
 */
export function tokenVerifier(settings: Settings, now: () => number = () => Date.now() / 1000): Verify {
  const secret = settings.jwt_secret === undefined ? undefined : new TextEncoder().encode(settings.jwt_secret);
  const keys = settings.jwks_url === undefined ? undefined : createRemoteJWKSet(new URL(settings.jwks_url));
  const known = new Map<string, { claims: Claims; until: number }>();
  const demands: JWTVerifyOptions = { audience: "authenticated", requiredClaims: ["sub", "exp", "role"] };
  const issued = (issuer: string | undefined) => (issuer === undefined ? demands : { ...demands, issuer });

  const verify = async (token: string): Promise<Claims> => {
    const { alg } = decodeProtectedHeader(token);
    const currentDate = new Date(now() * 1000);
    if (alg === "HS256" && secret) {
      const options = { ...issued(settings.jwt_issuer), algorithms: ["HS256"], currentDate };
      return accepted((await jwtVerify(token, secret, options)).payload, now());
    }
    if ((alg === "ES256" || alg === "RS256") && keys) {
      const options = { ...issued(settings.jwks_issuer), algorithms: ["ES256", "RS256"], currentDate };
      return accepted((await jwtVerify(token, keys, options)).payload, now());
    }
    throw refused(`algorithm ${String(alg)} is not accepted here`);
  };

  return async (token) => {
    const hit = known.get(token);
    if (hit && hit.until > now()) return hit.claims;
    known.delete(token);
    const claims = await verify(token).catch((cause: unknown) => {
      if (cause instanceof errors.JWKSTimeout || !isVerdict(cause)) {
        const detail = "Tokens cannot be verified right now: the key set does not answer";
        throw new AppError("unavailable", detail, { fix: "Try again in a moment", cause });
      }
      throw refused(cause);
    });
    if (known.size >= cacheSize) known.delete(known.keys().next().value ?? "");
    known.set(token, { claims, until: Math.min(claims.exp, now() + cache_s) });
    return claims;
  };
}

/** The claims that are kept. Throws unauthenticated for a token from the future: its issuer's clock is not to be relied on. */
function accepted(payload: JWTPayload, now_s: number): Claims {
  if (payload.iat !== undefined && payload.iat > now_s + clockSkew_s) throw refused("issued in the future");
  return Claims.parse(payload);
}

/** True when the token itself was judged, false when fetching the keys failed. */
const isVerdict = (e: unknown): boolean =>
  (e instanceof errors.JOSEError && e.code !== "ERR_JOSE_GENERIC") ||
  (e instanceof AppError && e.code === "unauthenticated") ||
  e instanceof z.ZodError ||
  (e instanceof TypeError && /token|protected header/i.test(e.message));

/** `prefix` and 32 random bytes in base64url. */
export const newSecret = (prefix: "pl_" | "pli_"): string =>
  prefix + base64url.encode(crypto.getRandomValues(new Uint8Array(32)));

/** SHA-256 in hex: what the database knows of an API key or an invitation's token. */
export const secretHash = (secret: string): string => createHash("sha256").update(secret).digest("hex");

/**
 * Lets only requests with a valid bearer token or something of an API key's form pass: the claims are then in
 * `claims` of the context, or the key's hash in `key_hash`. The key itself is judged in the database, with every request.
 */
export function signedIn(verify: Verify): ApiMiddleware {
  return async (c, next) => {
    const token = /^Bearer ([\w.-]+)$/i.exec(c.req.header("authorization") ?? "")?.[1] ?? "";
    if (token.startsWith("pl_") && ApiKeySecret.safeParse(token).success) {
      c.set("key_hash", secretHash(token));
      return next();
    }
    if (!/^[\w-]+\.[\w-]+\.[\w-]*$/.test(token)) {
      throw new AppError("unauthenticated", "This needs an access token or an API key", {
        fix: "Sign in, then send the header Authorization: Bearer <access token>",
      });
    }
    c.set("claims", await verify(token));
    return next();
  };
}
