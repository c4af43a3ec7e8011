import type { ApiKey, ApiKeyCreate, ApiKeyRotate, PageQuery } from "@plumbline/contracts";
import { afterCursor } from "../platform/cursor.ts";
import { every, type Query, sql } from "../platform/sql.ts";

const apiKey = sql`select k.id, k.user_id, k.name, m.role, k.prefix,
  case when k.revoked_at is not null then 'revoked' when k.expires_at <= now() then 'expired'
    when k.replaced_by is not null then 'rotated' else 'active' end as status,
  k.requests_per_minute, k.created_by, k.created_at, k.expires_at, k.revoked_at, k.replaced_by, k.last_used_at
  from public.api_keys k join public.members m on m.tenant_id = k.tenant_id and m.user_id = k.user_id`;

export const listApiKeys = ({ limit, cursor }: PageQuery): Query<ApiKey> => sql`
  ${apiKey} where ${every([afterCursor(cursor, sql`k`)])} order by k.created_at desc, k.id limit ${limit + 1}`;

export const getApiKey = (id: string): Query<ApiKey> => sql`${apiKey} where k.id = ${id}`;

/** What the database gets of a key: the first nine characters and the hash. */
export interface NewKey {
  prefix: string;
  hash: string;
}

/** Makes a service member and its key, and keeps the key's id for `createdApiKey`, later in the same transaction. */
export const createApiKey = (
  { name, role, expires_in_days, requests_per_minute }: ApiKeyCreate,
  { prefix, hash }: NewKey,
): Query => sql`
  select set_config('app.created', private.create_api_key(${name}, ${role}, ${prefix}, ${hash},
    now() + make_interval(days => ${expires_in_days}), ${requests_per_minute})::text, true)`;

export const rotateApiKey = (id: string, { overlap_hours }: ApiKeyRotate, { prefix, hash }: NewKey): Query => sql`
  select set_config('app.created',
    private.rotate_api_key(${id}, ${prefix}, ${hash}, make_interval(hours => ${overlap_hours}))::text, true)`;

export const createdApiKey: Query<ApiKey> = sql`${apiKey} where k.id = current_setting('app.created')::uuid`;

export const revokeApiKey = (id: string): Query => sql`select private.revoke_api_key(${id})`;
