import type { Member, MemberUpdate, PageQuery } from "@plumbline/contracts";
import { afterCursor } from "../platform/cursor.ts";
import { every, type Query, sql } from "../platform/sql.ts";

// One's own membership is visible in any status, so the pin is asked for by name.
const members = sql`
  select m.tenant_id, m.user_id, m.user_id as id, coalesce(p.email, '') as email,
    coalesce(p.display_name, '') as display_name, coalesce(p.kind, 'person') as kind, m.role, m.status, m.created_at, m.approved_at
  from public.members m left join public.profiles p on p.user_id = m.user_id
  where m.tenant_id = (select private.tenant_id()) and m.status <> 'removed'`;

export type MemberRow = Member & { id: string };

export const listMembers = ({ limit, cursor }: PageQuery): Query<MemberRow> => sql`
  select * from (${members}) m where ${every([afterCursor(cursor, sql`m`)])}
  order by m.created_at desc, m.id limit ${limit + 1}`;

/** Approve, suspend, remove or change the role; the function keeps the rules and raises what is not allowed. */
export const updateMember = (userId: string, { role, status }: MemberUpdate): Query => sql`
  select public.update_member(${userId}, ${role ?? null}, ${status ?? null})`;

/** The member as changed; a removed one too. */
export const changedMember = (userId: string): Query<Member> => sql`
  select m.tenant_id, m.user_id, coalesce(p.email, '') as email, coalesce(p.display_name, '') as display_name,
    coalesce(p.kind, 'person') as kind, m.role, m.status, m.created_at, m.approved_at
  from public.members m left join public.profiles p on p.user_id = m.user_id
  where m.tenant_id = (select private.tenant_id()) and m.user_id = ${userId}`;
