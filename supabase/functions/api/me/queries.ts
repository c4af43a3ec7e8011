import type { Me, Membership, MeUpdate } from "@plumbline/contracts";
import { type Query, sql } from "../platform/sql.ts";

export type Profile = Omit<Me, "memberships">;

export const ownProfile = sql<Profile>`
  select user_id, email, display_name, default_tenant_id from public.profiles where user_id = auth.uid()`;

/** The caller's memberships in any status but removed, tenants by name. */
export const ownMemberships = sql<Membership>`
  select jsonb_build_object('id', t.id, 'slug', t.slug, 'name', t.name, 'status', t.status,
      'created_at', t.created_at) as tenant,
    m.role, m.status, m.created_at
  from public.members m join public.tenants t on t.id = m.tenant_id
  where m.user_id = auth.uid() and m.status <> 'removed'
  order by t.name, t.id`;

/** Changes the caller's own profile; touches no row when the default tenant is not one of theirs. */
export const updateProfile = ({ display_name, default_tenant_id }: MeUpdate): Query<{ user_id: string }> => sql`
  update public.profiles p set
    display_name = coalesce(${display_name ?? null}::text, p.display_name),
    default_tenant_id = coalesce(${default_tenant_id ?? null}::uuid, p.default_tenant_id)
  where p.user_id = auth.uid() and (${default_tenant_id ?? null}::uuid is null or exists (
    select from public.members m
    where m.user_id = auth.uid() and m.tenant_id = ${default_tenant_id ?? null}::uuid and m.status <> 'removed'))
  returning user_id`;
