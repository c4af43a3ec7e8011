import type { Tenant, TenantCreate } from "@plumbline/contracts";
import { type Query, sql } from "../platform/sql.ts";

/** Creates the tenant and keeps its id for `createdTenant`, later in the same transaction. */
export const createTenant = ({ slug, name }: TenantCreate): Query =>
  sql`select set_config('app.created', public.create_tenant(${slug}, ${name})::text, true)`;

export const createdTenant = sql<Tenant>`
  select id, slug, name, status, created_at from public.tenants where id = current_setting('app.created')::uuid`;

export const joinTenant = (slug: string): Query => sql`select public.join_tenant(${slug})`;
