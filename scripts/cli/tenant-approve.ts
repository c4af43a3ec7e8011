// npm run tenant:approve: what the platform operator does about new tenants.
import { parseArgs } from "node:util";
import postgres from "postgres";
import { ownerUrl } from "./owner-url.ts";

const help = `Usage: DATABASE_URL=postgres://owner@host/db npm run tenant:approve -- [SLUG] [--json]

Approves the tenant SLUG. Without SLUG: lists the tenants that wait.
`;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { help: { type: "boolean", default: false }, json: { type: "boolean", default: false } },
});
if (values.help) {
  process.stdout.write(help);
  process.exit(0);
}

const sql = postgres(ownerUrl(), { max: 1, onnotice: () => {} });
try {
  const slug = positionals[0];
  if (slug === undefined) {
    const waiting = await sql<{ slug: string; name: string; created_at: Date }[]>`
      select slug, name, created_at from public.tenants where status = 'pending' order by created_at`;
    if (values.json) console.log(JSON.stringify(waiting));
    else if (waiting.length === 0) console.log("No tenant waits for approval");
    else for (const t of waiting) console.log(`${t.slug.padEnd(40)} ${t.name} (${t.created_at.toISOString()})`);
  } else {
    const [row] = await sql<{ status: string | null }[]>`select private.approve_tenant(${slug}) as status`;
    if (row?.status !== "active") {
      console.error(`There is no tenant "${slug}". Fix: run without a slug to see those that wait`);
      process.exitCode = 1;
    } else console.log(values.json ? JSON.stringify({ slug, status: row.status }) : `${slug} is active`);
  }
} finally {
  await sql.end();
}
