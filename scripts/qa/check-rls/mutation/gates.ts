import { type Catalogue, exposed } from "../catalogue.ts";
import type { Finding } from "../finding.ts";
import type { Session } from "../session.ts";
import { quote } from "../world/values.ts";
import type { World } from "../world/world.ts";
import type { Mutant } from "./mutant.ts";

const tenantId = "private.tenant_id(public.member_role)";
const enter = "private.enter_with_key(text, text)";

/** What each gate asks, and the same without it: every policy rests on these few functions. */
const weakened: [signature: string, sentence: string, from: string | RegExp, to: string][] = [
  [tenantId, "does not ask for the role", "and m.role >= at_least", ""],
  [tenantId, "does not ask for the member's status", "and m.status = 'active'", ""],
  [tenantId, "does not ask for the tenant's status", "and t.status = 'active'", ""],
  [tenantId, "does not ask which tenant", "and m.tenant_id = v_tenant", ""],
  [tenantId, "does not ask who", /m\.user_id = v_user\s+and /, ""],
  [tenantId, "believes the header", /return \([\s\S]*?\);/, "return v_tenant;"],
  [tenantId, "ignores the header", "private.requested_tenant_id()", "null"],
  [tenantId, "ignores the default", "p.default_tenant_id into", "null::uuid into"],
  ["private.requested_tenant_id()", "hears no tenant", /return case[\s\S]*?end;/, "return null;"],
  [enter, "lets revoked keys in", "k.revoked_at is null", "true"],
  [enter, "lets expired keys in", "k.expires_at > now()", "true"],
  [enter, "takes any key for any other", "s.hash = p_hash", "true"],
  [enter, "does not compare the header", "p_tenant_header <> v_key.tenant_id::text", "false"],
];

/** Mutants of the functions that policies rest on, and those that cannot be made: this list must follow the functions. */
export async function gateMutants(
  session: Session,
  catalogue: Catalogue,
  world: World,
): Promise<{ mutants: Mutant[]; unmade: Finding[] }> {
  const tables = exposed(catalogue).map((r) => r.name);
  const mutants: Mutant[] = [];
  const unmade: Finding[] = [];
  for (const [signature, sentence, from, to] of weakened) {
    const [row] = await session<{ text: string }[]>`
      select pg_catalog.pg_get_functiondef(pg_catalog.to_regprocedure(${signature})) as text`;
    const sql = row?.text.replace(from, to);
    if (!row || sql === undefined || sql === row.text) {
      unmade.push({
        rule: "gate",
        object: signature,
        sentence: `It is not what it was, so that nobody knows what the check says when it ${sentence}`,
        fix: "Restore the function, or let scripts/qa/check-rls/mutation/gates.ts follow it",
      });
      continue;
    }
    mutants.push({
      kind: "gate",
      object: signature,
      sentence: `It ${sentence}`,
      sql,
      look: { function: signature },
      tables,
    });
  }
  return { mutants: [...mutants, ...(await callMutants(session, catalogue)), ...jobMutants(world, tables)], unmade };
}

/** Functions that write past all policies, made to believe the header or to forget whose row it is. */
async function callMutants(session: Session, catalogue: Catalogue): Promise<Mutant[]> {
  const rows = await session<{ signature: string; text: string }[]>`
    select p.oid::regprocedure::text as signature, pg_catalog.pg_get_functiondef(p.oid) as text from pg_catalog.pg_proc p
    where p.pronamespace = 'private'::regnamespace and p.prorettype <> 'pg_catalog.trigger'::regtype
      -- An invoker that nobody may call is called by those that write past all policies.
      and (p.prosecdef or not pg_catalog.has_function_privilege('authenticated', p.oid, 'execute'))`;
  const damages: [sentence: string, from: RegExp, to: string][] = [
    ["believes the header", /private\.(tenant_id|require_owner)\([^()]*\)/g, "private.requested_tenant_id()"],
    [
      "forgets whose row it is",
      /(\w+\.)?tenant_id = (v_tenant|private\.tenant_id\(\)|\(select private\.tenant_id\(\)\))\s+and /g,
      "",
    ],
  ];
  /** What is called to reach a function: itself, and whatever calls it. */
  const callersOf = (name: string, on: ReadonlySet<string> = new Set()): string[] => {
    const way = new Set([...on, name]);
    return rows.flatMap((r) => {
      const caller = /private\.(\w+)\(/.exec(r.text)?.[1] ?? "";
      if (caller === name) return [r.signature];
      return way.has(caller) || !r.text.includes(`private.${name}(`) ? [] : callersOf(caller, way);
    });
  };
  return rows.flatMap(({ signature, text }) => {
    const f = catalogue.functions.find((known) => known.signature === signature);
    if (!f || signature === tenantId) return [];
    const body = text.indexOf("AS $function$");
    return damages.flatMap(([sentence, from, to]): Mutant[] => {
      const sql = text.slice(0, body) + text.slice(body).replace(from, to);
      if (sql === text) return [];
      const look = { function: signature };
      return [
        {
          kind: "function",
          object: signature,
          sentence: `It ${sentence}`,
          sql,
          look,
          tables: [],
          calls: callersOf(f.name),
        },
      ];
    });
  });
}

function jobMutants(world: World, tables: string[]): Mutant[] {
  const job = "private.job_tenant_id()";
  const asJob = (sentence: string, body: string): Mutant => ({
    kind: "gate",
    object: job,
    sentence: `It ${sentence}`,
    sql: `create or replace function ${job} returns uuid language sql stable set search_path = '' as $$ ${body} $$`,
    look: { function: job },
    tables,
  });
  const b = `${quote(world.tenants.B.id)}::uuid`;
  const setting = "nullif(current_setting('app.tenant_id', true), '')::uuid";
  return [
    asJob("ignores the setting", `select ${b}`),
    asJob("falls back to some tenant", `select coalesce(${setting}, ${b})`),
  ];
}
