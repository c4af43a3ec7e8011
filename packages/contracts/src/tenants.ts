import { z } from "zod";
import { Id, Timestamp } from "./pages.ts";

export const TenantStatus = z.enum(["pending", "active", "suspended"]);
export type TenantStatus = z.infer<typeof TenantStatus>;

export const TenantSlug = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9](?:[a-z0-9-]{1,38})[a-z0-9]$/, "Use 3 to 40 letters, digits and hyphens");

export const Tenant = z
  .object({ id: Id, slug: z.string(), name: z.string(), status: TenantStatus, created_at: Timestamp })
  .meta({ ref: "Tenant" });
export type Tenant = z.infer<typeof Tenant>;

/** Creating a tenant makes the caller its owner; the platform operator approves it (locally at once). */
export const TenantCreate = z.object({ slug: TenantSlug, name: z.string().trim().min(1).max(120) });
export type TenantCreate = z.infer<typeof TenantCreate>;

/** Asking to join: an owner of that tenant approves. The answer does not tell whether the slug exists. */
export const TenantJoin = z.object({ slug: TenantSlug });
export type TenantJoin = z.infer<typeof TenantJoin>;

export const TenantJoinAnswer = z
  .object({ slug: z.string(), status: z.literal("requested") })
  .meta({ ref: "TenantJoinAnswer" });
export type TenantJoinAnswer = z.infer<typeof TenantJoinAnswer>;
