// npm run tenant:limit: how many requests a minute a tenant may make of the API, all its members and keys together.
import type { Sql } from "postgres";
import { command, UsageError } from "./command.ts";

const help = `Usage: DATABASE_URL=postgres://owner@host/db npm run tenant:limit -- [N | default] [--tenant SLUG] [--json]

Lets each tenant make N requests a minute, 10 to 10000000, and somebody without a tenant the tenth of it. Without N:
shows the limit and who used most of it in the minute under way. In force everywhere within five seconds.

  --tenant SLUG   for this tenant alone; default gives it the platform's limit again
`;

await command(
  help,
  { tenant: { type: "string" }, json: { type: "boolean", default: false } },
  async (sql, { values, positionals }) => {
    const [text] = positionals;
    if (values.tenant !== undefined) {
      const requests_per_minute = await limitOfTenant(sql, values.tenant, text);
      if (values.json) console.log(JSON.stringify({ tenant: values.tenant, requests_per_minute }));
      else console.log(`${values.tenant} may make ${requests_per_minute ?? "as many as the platform allows"} a minute`);
      return 0;
    }
    if (text !== undefined) {
      const limit = limitOf(text);
      await sql`insert into private.platform_settings (key, value) values ('requests_per_minute', to_jsonb(${limit}::int))
      on conflict (key) do update set value = excluded.value`;
    }
    const [row] = await sql<{ requests_per_minute: number }[]>`
    select value::int as requests_per_minute from private.platform_settings where key = 'requests_per_minute'`;
    const used = await sql<{ tenant: string; used: number }[]>`
    select t.slug as tenant, w.used from private.rate_windows w join public.tenants t on t.id = w.subject
    where w.scope = 'tenant' and w.started_at > now() - interval '1 minute' order by w.used desc, t.slug limit 10`;
    const requests_per_minute = row?.requests_per_minute ?? null;
    if (values.json) console.log(JSON.stringify({ requests_per_minute, used }));
    else {
      console.log(`A tenant may make ${requests_per_minute} requests a minute`);
      for (const tenant of used) console.log(`${tenant.tenant.padEnd(40)} ${tenant.used} in the minute under way`);
    }
    return 0;
  },
);

function limitOf(text: string): number {
  const limit = /^\d{2,8}$/.test(text) ? Number(text) : 0;
  if (limit < 10 || limit > 10_000_000) {
    throw new UsageError(`"${text}" is no such limit. Fix: give a whole number from 10 to 10000000`);
  }
  return limit;
}

/** Sets the tenant's own limit when one is given, and answers what it is then; null: the platform's. */
async function limitOfTenant(sql: Sql, slug: string, text: string | undefined): Promise<number | null> {
  const rows = await (text === undefined
    ? sql<{ requests_per_minute: number | null }[]>`select requests_per_minute from public.tenants where slug = ${slug}`
    : sql<{ requests_per_minute: number | null }[]>`
        update public.tenants set requests_per_minute = ${text === "default" ? null : limitOf(text)}
        where slug = ${slug} returning requests_per_minute`);
  if (!rows[0]) throw new UsageError(`There is no tenant "${slug}". Fix: give the short name of one`);
  return rows[0].requests_per_minute;
}
