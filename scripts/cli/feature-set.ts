// npm run feature:set: what the platform offers to all tenants, and to how many of them.
import { command, UsageError } from "./command.ts";

const help = `Usage: DATABASE_URL=postgres://owner@host/db npm run feature:set -- [KEY] [options] [--json]

Changes the feature KEY for all tenants that have no answer of their own. Without KEY or options: shows the features.
In force everywhere within five seconds.

  --enabled, --disabled       the platform's answer
  --rollout N                 while enabled, the percentage of tenants that have it, 0 to 100; the same ones as N grows
  --tenants-may-change yes|no whether owners may answer for their own tenant
`;
const options = {
  enabled: { type: "boolean", default: false },
  disabled: { type: "boolean", default: false },
  rollout: { type: "string" },
  "tenants-may-change": { type: "string" },
  json: { type: "boolean", default: false },
} as const;

interface Flag {
  key: string;
  enabled: boolean;
  rollout: number;
  tenant_may_change: boolean;
  overrides: number;
}

await command(help, options, async (sql, { values, positionals }) => {
  const [key] = positionals;
  const flags = (where = sql`true`) => sql<Flag[]>`
    select f.key, f.enabled, f.rollout, f.tenant_may_change, count(o.key)::int as overrides
    from public.feature_flags f left join public.feature_overrides o on o.key = f.key
    where ${where} group by f.key order by f.key`;
  const show = (rows: Flag[]) => {
    if (values.json) return console.log(JSON.stringify(rows));
    for (const f of rows) {
      const who = f.enabled ? `enabled for ${f.rollout}% of tenants` : "disabled";
      const own = `${f.overrides} tenants have their own answer${f.tenant_may_change ? "" : "; owners may not change it"}`;
      console.log(`${f.key.padEnd(20)} ${who}; ${own}`);
    }
  };
  if (values.enabled && values.disabled) throw new UsageError("Fix: give --enabled or --disabled, not both");
  const change = {
    enabled: values.enabled ? true : values.disabled ? false : null,
    rollout: percentage(values.rollout),
    may: yesNo(values["tenants-may-change"]),
  };
  if (key === undefined || Object.values(change).every((value) => value === null)) {
    show(await flags(key === undefined ? undefined : sql`f.key = ${key}`));
    return 0;
  }
  const changed = await sql`
    update public.feature_flags f set enabled = coalesce(${change.enabled}, f.enabled), rollout = coalesce(${change.rollout}, f.rollout),
      tenant_may_change = coalesce(${change.may}, f.tenant_may_change), updated_at = now()
    where f.key = ${key} returning 1`;
  if (changed.length === 0) {
    const known = (await flags()).map((flag) => flag.key).join(", ");
    throw new UsageError(`There is no feature "${key}". Fix: use one of ${known}`);
  }
  show(await flags(sql`f.key = ${key}`));
  return 0;
});

function percentage(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (/^\d{1,3}$/.test(text) && Number(text) <= 100) return Number(text);
  throw new UsageError(`"${text}" is no percentage. Fix: give --rollout a whole number from 0 to 100`);
}

function yesNo(text: string | undefined): boolean | null {
  if (text === undefined) return null;
  if (text === "yes" || text === "no") return text === "yes";
  throw new UsageError(`"${text}" is neither. Fix: give --tenants-may-change yes or no`);
}
