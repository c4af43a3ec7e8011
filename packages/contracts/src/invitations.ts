import { z } from "zod";
import { Role } from "./members.ts";
import { Id, page, Timestamp } from "./pages.ts";

/** `expired` is an open one past its end. */
export const InvitationStatus = z.enum(["open", "accepted", "revoked", "expired"]);
export type InvitationStatus = z.infer<typeof InvitationStatus>;

export const Invitation = z
  .object({
    id: Id,
    email: z.string(),
    role: Role,
    status: InvitationStatus,
    /** How often it was sent: each time with a new token, which ends the one before. */
    sent_count: z.int(),
    invited_by: Id.nullable(),
    created_at: Timestamp,
    expires_at: Timestamp,
    accepted_at: Timestamp.nullable(),
  })
  .meta({ ref: "Invitation" });
export type Invitation = z.infer<typeof Invitation>;
export const InvitationPage = page(Invitation).meta({ ref: "InvitationPage" });
export type InvitationPage = z.infer<typeof InvitationPage>;

export const InvitationCreate = z.object({ email: z.email().max(320).trim().toLowerCase(), role: Role });
export type InvitationCreate = z.infer<typeof InvitationCreate>;

/** The only answer that carries the token: `pli_` and 32 random bytes in base64url. It is kept nowhere. */
export const InvitationSent = z.object({ invitation: Invitation, token: z.string() }).meta({ ref: "InvitationSent" });
export type InvitationSent = z.infer<typeof InvitationSent>;

export const InvitationToken = z.string().regex(/^pli_[A-Za-z0-9_-]{43}$/, "This is not an invitation's token");
export const InvitationAccept = z.object({ token: InvitationToken });
export type InvitationAccept = z.infer<typeof InvitationAccept>;

/** What the holder of a token is asked to join. */
export const InvitationPreview = z
  .object({ tenant_name: z.string(), tenant_slug: z.string(), email: z.string(), role: Role, expires_at: Timestamp })
  .meta({ ref: "InvitationPreview" });
export type InvitationPreview = z.infer<typeof InvitationPreview>;

export const InvitationAccepted = z.object({ tenant_id: Id }).meta({ ref: "InvitationAccepted" });
export type InvitationAccepted = z.infer<typeof InvitationAccepted>;
