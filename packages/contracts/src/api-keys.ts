import { z } from "zod";
import { Role } from "./members.ts";
import { Id, page, Timestamp } from "./pages.ts";

/** `pl_` and 32 random bytes in base64url; sent as `Authorization: Bearer pl_...`. */
export const ApiKeySecret = z.string().regex(/^pl_[A-Za-z0-9_-]{43}$/);

/** A service never owns a tenant. */
export const ServiceRole = Role.exclude(["owner"]);
export type ServiceRole = z.infer<typeof ServiceRole>;

/** `rotated` still works, until its end. */
export const ApiKeyStatus = z.enum(["active", "rotated", "expired", "revoked"]);
export type ApiKeyStatus = z.infer<typeof ApiKeyStatus>;

export const ApiKey = z
  .object({
    id: Id,
    /** The service member whose role the key has. */
    user_id: Id,
    name: z.string(),
    role: ServiceRole,
    /** The first nine characters of the key. */
    prefix: z.string(),
    status: ApiKeyStatus,
    requests_per_minute: z.int(),
    created_by: Id.nullable(),
    created_at: Timestamp,
    expires_at: Timestamp,
    revoked_at: Timestamp.nullable(),
    /** The key that came after it by rotation. */
    replaced_by: Id.nullable(),
    /** To the minute. */
    last_used_at: Timestamp.nullable(),
  })
  .meta({ ref: "ApiKey" });
export type ApiKey = z.infer<typeof ApiKey>;
export const ApiKeyPage = page(ApiKey).meta({ ref: "ApiKeyPage" });
export type ApiKeyPage = z.infer<typeof ApiKeyPage>;

export const ApiKeyCreate = z.object({
  name: z.string().trim().min(1).max(120),
  role: ServiceRole,
  expires_in_days: z.int().min(1).max(365).default(90),
  requests_per_minute: z.int().min(1).max(100_000).default(600),
});
export type ApiKeyCreate = z.infer<typeof ApiKeyCreate>;

/** How long the old key still works beside the new one: 0 to 168 hours. */
export const ApiKeyRotate = z.object({ overlap_hours: z.int().min(0).max(168).default(24) });
export type ApiKeyRotate = z.infer<typeof ApiKeyRotate>;

/** The only answer that carries the key itself. It is kept nowhere. */
export const ApiKeyMade = z.object({ api_key: ApiKey, secret: ApiKeySecret }).meta({ ref: "ApiKeyMade" });
export type ApiKeyMade = z.infer<typeof ApiKeyMade>;
