import { createHash } from "node:crypto";
import { uuidsIn } from "./known.ts";
import { learn, type Side } from "./side.ts";
import type { Target } from "./target.ts";

export interface Fingerprint {
  /** A hash by table, or by address when only the API is at hand. */
  parts: Map<string, string>;
  ids: Set<string>;
}

/** All there is of a tenant, hashed: in the database when it is at hand, else as its owner sees it through the API. */
export async function fingerprint(target: Target, side: Side, lists: string[]): Promise<Fingerprint> {
  const parts = new Map<string, string>();
  const ids = new Set<string>([side.tenant_id]);
  const take = (name: string, text: string) => {
    parts.set(name, createHash("sha256").update(text).digest("hex"));
    for (const id of uuidsIn(text)) if (!/^[0f-]+$/.test(id)) ids.add(id);
  };
  const { owner } = target;
  if (owner === undefined) {
    for (const path of lists) take(path, await learn(target, side, path));
    return { parts, ids };
  }
  const tables = await owner<{ name: string; of: string }[]>`
    select c.oid::regclass::text as name, case
        when c.relname = 'tenants' then 'id = $1'
        when c.relname = 'profiles' then 'user_id in (select user_id from public.members where tenant_id = $1)'
        else 'tenant_id = $1' end as of
    from pg_class c
    where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and c.relkind in ('r', 'p') and (
      c.relname in ('tenants', 'profiles') or exists (select from pg_attribute a
        where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped))
    order by 1`;
  for (const { name, of } of tables) {
    const rows = await owner.unsafe<{ row: string }[]>(
      `select to_jsonb(t)::text as row from ${name} t where ${of} order by 1`,
      [side.tenant_id],
    );
    take(name, rows.map(({ row }) => row).join("\n"));
  }
  return { parts, ids };
}

/** Which parts are not what they were. */
export const changesBetween = (before: Fingerprint, after: Fingerprint): string[] =>
  [...new Set([...before.parts.keys(), ...after.parts.keys()])].filter(
    (name) => before.parts.get(name) !== after.parts.get(name),
  );
