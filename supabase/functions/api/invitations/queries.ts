import type { Invitation, InvitationCreate, InvitationPreview, PageQuery } from "@plumbline/contracts";
import { afterCursor } from "../platform/cursor.ts";
import { every, type Query, sql } from "../platform/sql.ts";

const invitation = sql`select i.id, i.email, i.role,
  case when i.status = 'open' and i.expires_at <= now() then 'expired' else i.status::text end as status,
  i.sent_count, i.invited_by, i.created_at, i.expires_at, i.accepted_at from public.invitations i`;

export const listInvitations = ({ limit, cursor }: PageQuery): Query<Invitation> => sql`
  ${invitation} where ${every([afterCursor(cursor, sql`i`)])} order by i.created_at desc, i.id limit ${limit + 1}`;

export const getInvitation = (id: string): Query<Invitation> => sql`${invitation} where i.id = ${id}`;

/** Creates the invitation and keeps its id for `createdInvitation`, later in the same transaction. */
export const createInvitation = ({ email, role }: InvitationCreate, hash: string): Query =>
  sql`select set_config('app.created', private.create_invitation(${email}, ${role}, ${hash})::text, true)`;
export const createdInvitation: Query<Invitation> = sql`
  ${invitation} where i.id = current_setting('app.created')::uuid`;

export const resendInvitation = (id: string, hash: string): Query =>
  sql`select private.resend_invitation(${id}, ${hash})`;
export const revokeInvitation = (id: string): Query => sql`select private.revoke_invitation(${id})`;

/** Raises not found, with the same words, whatever is wrong with the token. */
export const previewInvitation = (hash: string): Query<{ preview: InvitationPreview }> =>
  sql`select private.preview_invitation(${hash}) as preview`;
export const acceptInvitation = (hash: string): Query<{ tenant_id: string }> =>
  sql`select private.accept_invitation(${hash}) as tenant_id`;
