import { z } from "zod";
import { Id, page, Timestamp } from "./pages.ts";
import { Tenant } from "./tenants.ts";

/** In rising order of what they may do. */
export const Role = z.enum(["viewer", "editor", "owner"]);
export type Role = z.infer<typeof Role>;

export const MemberStatus = z.enum(["pending", "active", "suspended", "removed"]);
export type MemberStatus = z.infer<typeof MemberStatus>;

/** A service has no sign-in: it acts through API keys. */
export const ProfileKind = z.enum(["person", "service"]);
export type ProfileKind = z.infer<typeof ProfileKind>;

export const Member = z
  .object({
    tenant_id: Id,
    user_id: Id,
    kind: ProfileKind,
    email: z.string(),
    display_name: z.string(),
    role: Role,
    status: MemberStatus,
    created_at: Timestamp,
    approved_at: Timestamp.nullable(),
  })
  .meta({ ref: "Member" });
export type Member = z.infer<typeof Member>;
export const MemberPage = page(Member).meta({ ref: "MemberPage" });
export type MemberPage = z.infer<typeof MemberPage>;

/** Owners only. Approve: status active. Nobody changes their own role; the last owner stays. */
export const MemberUpdate = z
  .object({ role: Role.optional(), status: z.enum(["active", "suspended", "removed"]).optional() })
  .refine((m) => m.role !== undefined || m.status !== undefined, "Name a role or a status");
export type MemberUpdate = z.infer<typeof MemberUpdate>;

/** One of the caller's own memberships, in any status. */
export const Membership = z
  .object({ tenant: Tenant, role: Role, status: MemberStatus, created_at: Timestamp })
  .meta({ ref: "Membership" });
export type Membership = z.infer<typeof Membership>;

export const Me = z
  .object({
    user_id: Id,
    email: z.string(),
    display_name: z.string(),
    default_tenant_id: Id.nullable(),
    memberships: z.array(Membership),
  })
  .meta({ ref: "Me" });
export type Me = z.infer<typeof Me>;

export const MeUpdate = z
  .object({ display_name: z.string().trim().max(120).optional(), default_tenant_id: Id.optional() })
  .refine((m) => m.display_name !== undefined || m.default_tenant_id !== undefined, "Name a field to change");
export type MeUpdate = z.infer<typeof MeUpdate>;
