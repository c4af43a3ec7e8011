import type { Feature } from "@plumbline/contracts";
import { type Query, sql } from "../platform/sql.ts";

/** Every flag as it is for the pinned tenant; nothing when the caller is no active member. */
export const listFeatures: Query<Omit<Feature, "key"> & { key: string }> = sql`
  select f.key, f.description, (e.value ->> 'enabled')::boolean as enabled, e.value ->> 'reason' as reason,
    o.enabled as override, f.tenant_may_change
  from jsonb_each(private.own_features()) e
  join public.feature_flags f on f.key = e.key
  left join public.feature_overrides o on o.key = f.key
  order by f.key`;

export const setFeature = (key: string, override: boolean | null): Query =>
  sql`select private.set_feature(${key}, ${override})`;
