// npm run audit:verify: walks every tenant's chain of audit entries, and names the first link that does not hold.
import { AuditVerification } from "@plumbline/contracts";
import { command, UsageError } from "./command.ts";

const help = `Usage: DATABASE_URL=postgres://owner@host/db npm run audit:verify -- [--tenant SLUG] [--json]

Verifies the audit log of each tenant, or of the tenant SLUG, from its first entry to its last. Exit code 1 when a chain
is broken, 2 when it could not be looked at. Keep the number and hash of the last entry elsewhere: with them you can tell
later whether everything up to that entry is still what it was.
`;
const why = {
  changed: "is not what was written",
  removed: "is missing",
  relinked: "follows another entry than the one before it",
};

await command(help, { tenant: { type: "string" }, json: { type: "boolean", default: false } }, async (sql, args) => {
  const { tenant, json } = args.values;
  const tenants = await sql<{ id: string; slug: string }[]>`
    select id, slug from public.tenants where ${tenant === undefined ? sql`true` : sql`slug = ${tenant}`} order by slug`;
  if (tenant !== undefined && tenants.length === 0) {
    throw new UsageError(`There is no tenant "${tenant}". Fix: leave --tenant out to verify all of them`);
  }
  const verdicts: (AuditVerification & { tenant: string })[] = [];
  for (const { id, slug } of tenants) {
    const [row] = await sql<{ verdict: unknown }[]>`select private.verify_audit(${id}) as verdict`;
    verdicts.push({ tenant: slug, ...AuditVerification.parse(row?.verdict) });
  }
  const broken = verdicts.filter((verdict) => !verdict.ok);
  if (json) console.log(JSON.stringify({ ok: broken.length === 0, tenants: verdicts }));
  else {
    for (const { tenant, checked, seq, hash, first_broken } of verdicts) {
      const verdict =
        first_broken === null
          ? `holds: ${checked} entries, the last is ${seq} ${hash}`
          : `BROKEN: entry ${first_broken.seq} ${why[first_broken.reason]}`;
      console.log(`${tenant.padEnd(40)} ${verdict}`);
    }
    const all = `${verdicts.length} ${verdicts.length === 1 ? "chain" : "chains"}`;
    console.log(broken.length === 0 ? `${all} verified, all hold` : `${all} verified, ${broken.length} broken`);
  }
  return broken.length === 0 ? 0 : 1;
});
