import type { SettingsNamespace, SettingsVersion } from "@plumbline/contracts";
import { type Query, sql } from "../platform/sql.ts";

/** A version as it is stored; `values.ts` reads its value. */
export type StoredVersion = Omit<SettingsVersion, "value"> & { value: unknown };

const version = sql`s.namespace, s.version, s.value, s.rolled_back_to, s.changed_by,
  coalesce(nullif(p.display_name, ''), p.email) as changed_by_name, s.changed_at`;
const stored = sql`public.settings s left join public.profiles p on p.user_id = s.changed_by`;

/** The version in force of every namespace that was ever set. */
export const listCurrent: Query<StoredVersion> = sql`
  select distinct on (s.namespace) ${version} from ${stored} order by s.namespace, s.version desc`;

export const getCurrent = (namespace: SettingsNamespace): Query<StoredVersion> => sql`
  select ${version} from ${stored} where s.namespace = ${namespace} order by s.version desc limit 1`;

/** The newest 200 versions. */
export const listVersions = (namespace: SettingsNamespace): Query<StoredVersion> => sql`
  select ${version} from ${stored} where s.namespace = ${namespace} order by s.version desc limit 200`;

/** The version given and those after it, in order; the one in force in any case. */
export const versionsSince = (namespace: SettingsNamespace, since: number): Query<StoredVersion> => sql`
  select ${version} from ${stored} where s.namespace = ${namespace} and s.version >= least(${since}::bigint,
    (select max(m.version) from public.settings m where m.namespace = ${namespace})) order by s.version`;

export const getVersion = (namespace: SettingsNamespace, number: number): Query<StoredVersion> => sql`
  select ${version} from ${stored} where s.namespace = ${namespace} and s.version = ${number}::bigint`;

/** Adds a version when `expected` is in force; raises PT409 when another is. */
export const saveSettings = (
  namespace: SettingsNamespace,
  expected: number,
  value: SettingsVersion["value"],
  rolled_back_to: number | null,
): Query => sql`select private.save_settings(${namespace}, ${expected}, ${JSON.stringify(value)}, ${rolled_back_to})`;
