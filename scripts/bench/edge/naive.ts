import { Hono } from "hono";
import { jwtVerify } from "jose";
import postgres from "postgres";

/**
 * The same read as GET /v1/runs, written the obvious way: verify the token on every request, then begin, set the claims,
 * query, commit, each awaited. Served by `deno serve`. For the benchmark only.
 */
const sql = postgres(process.env.DATABASE_URL ?? "", { max: 10, fetch_types: false, onnotice: () => {} });
const secret = new TextEncoder().encode(process.env.JWT_SECRET);
const app = new Hono();

app.get("/runs", async (c) => {
  const token = (c.req.header("authorization") ?? "").replace(/^Bearer /, "");
  const { payload } = await jwtVerify(token, secret, { algorithms: ["HS256"], audience: "authenticated" });
  const items = await sql.begin(async (tx) => {
    await tx`select set_config('role', 'authenticated', true),
      set_config('request.jwt.claims', ${JSON.stringify(payload)}, true),
      set_config('request.jwt.claim.sub', ${payload.sub ?? ""}, true),
      set_config('app.request_tenant_id', ${c.req.header("plumbline-tenant") ?? ""}, true)`;
    return await tx`select id, kind, status, subject_id, subject_name, progress, attempt, failure, trace_id,
      pipeline_version_id, model, lineage, rerun_of, from_node, ir_validation, requested_by, created_at, started_at, finished_at from public.runs order by created_at desc, id limit 21`;
  });
  return c.json({ items: items.slice(0, 20), next_cursor: null });
});

export default { fetch: app.fetch };
