import { z } from "zod";
import { isTable } from "../catalogue.ts";
import type { Finding } from "../finding.ts";
import type { Session } from "../session.ts";
import type { Principal } from "../world/principals.ts";
import type { Row } from "../world/rows.ts";
import type { Place, World } from "../world/world.ts";
import { changesSince, type Door, fingerprint, type HttpReport, tokenOf } from "./http.ts";
import { grantsOf, mayTouch, rowsSeen } from "./scope.ts";

export interface RestOptions {
  door: Door;
  jwtSecret: string;
  /** Whether policies hear the header plumbline-tenant; where not, everybody is in their default tenant. */
  hearsTenant: boolean;
}

/**
 * Everybody reads every table through the REST endpoint and is held to the same expectation as in SQL; then some try to
 * write what is another tenant's. The world must be committed, and as it was afterwards.
 */
export async function throughRest(session: Session, world: World, options: RestOptions): Promise<HttpReport> {
  const failures: Finding[] = [];
  const visitors = visitorsOf(world, options.hearsTenant);
  let cases = 0;
  const headers = async (who: Principal) => ({
    ...(who.person && { authorization: `Bearer ${await tokenOf(who.person, options.jwtSecret)}` }),
    ...(who.names && { "plumbline-tenant": who.names.id }),
  });
  for (const who of visitors) {
    for (const place of world.places.values()) {
      const path = `/${place.relation.name}?select=${keysOf(place).join(",")}&limit=5000`;
      const answer = await options.door({ method: "GET", path, headers: await headers(who) });
      failures.push(...judgeRead(who, place, world, answer));
      cases++;
    }
  }
  const before = await fingerprint(session, world);
  for (const who of visitors.filter((v) => writers.test(v.name))) {
    for (const place of world.places.values()) {
      for (const { method, query, body } of foreignWrites(who, place, world)) {
        const path = `/${place.relation.name}${query}`;
        const answer = await options.door({ method, path, headers: await headers(who), ...(body && { body }) });
        cases++;
        if (answer.status >= 500)
          failures.push(found("rest_breaks", place, who, `${method} ended in ${answer.status}`));
      }
    }
  }
  return { cases, failures: [...failures, ...(await changesSince(before, session, world, "rest_writes"))] };
}

const writers = /^(owner of A|viewer of A|owner of B and|pending|stranger|anon)/;

/** Who can come this way: people with a token, once each when no header tells their tenants apart; and nobody. */
function visitorsOf(world: World, hearsTenant: boolean): Principal[] {
  const people = world.principals.filter(
    (p) => !p.key && (p.role === "anon" || (p.role === "authenticated" && p.person)),
  );
  if (hearsTenant) return people;
  return people.map(({ names: _, ...who }) => who);
}

/** What tells its rows apart: the primary key; of a view the ids, since the endpoint writes times in a way of its own. */
const keysOf = ({ relation }: Place): string[] =>
  relation.keys.find((k) => k.type === "p")?.columns ??
  relation.columns.filter((c) => !/^(date|time)/.test(c.type)).map((c) => c.name);
const keyOf = (place: Place, row: Record<string, unknown>) => JSON.stringify(keysOf(place).map((c) => String(row[c])));

const found = (rule: string, place: Place, who: Principal, sentence: string): Finding => ({
  rule,
  object: `public.${place.relation.name}`,
  sentence: `${who.name}, through REST: ${sentence}`,
  fix: "Compare with what SQL answers them: the policy, the grant or the endpoint differs",
});

function judgeRead(who: Principal, place: Place, world: World, answer: { status: number; text: string }): Finding[] {
  if (!mayTouch(who, place, "select")) {
    return answer.status >= 400 && answer.status < 500
      ? []
      : [found("rest_refused", place, who, `read it (${answer.status})`)];
  }
  if (answer.status !== 200) return [found("rest_misses", place, who, `could not read it (${answer.status})`)];
  const rows = z.array(z.record(z.string(), z.unknown())).parse(JSON.parse(answer.text));
  const seen = new Set(rows.map((row) => keyOf(place, row)));
  const expected = new Set(rowsSeen(who, place, world).map((row) => keyOf(place, row.facts)));
  const leaked = [...seen].filter((key) => !expected.has(key));
  const missing = [...expected].filter((key) => !seen.has(key));
  return [
    ...(leaked.length > 0
      ? [found("rest_leaks", place, who, `sees ${leaked.length} rows that are not theirs, as ${leaked[0]}`)]
      : []),
    ...(missing.length > 0
      ? [found("rest_misses", place, who, `does not see ${missing.length} rows, as ${missing[0]}`)]
      : []),
  ];
}

/** Attempts on rows of the tenant the visitor is not in: add one, change them, remove them. */
function foreignWrites(who: Principal, place: Place, world: World) {
  if (!isTable(place.relation) || place.access.scope) return [];
  const home = (who.names ?? who.person?.defaultTenant) === world.tenants.B ? world.tenants.B : world.tenants.A;
  const other = home === world.tenants.B ? world.tenants.A : world.tenants.B;
  const row: Row | undefined = place.rows.find((r) => r.facts.tenant_id === other.id);
  if (!row) return [];
  const grants = grantsOf(who, place.access);
  const insert = Array.isArray(grants?.insert) ? grants.insert : Object.keys(row.facts);
  const fresh = Object.fromEntries(
    insert.filter((c) => c !== "id" && row.facts[c] !== null).map((c) => [c, row.facts[c]]),
  );
  const column = grants?.update?.[0] ?? place.relation.columns.find((c) => c.name !== "tenant_id")?.name ?? "";
  const query = `?tenant_id=eq.${other.id}`;
  return [
    { method: "POST", query: "", body: { ...fresh, tenant_id: other.id } },
    { method: "PATCH", query, body: { [column]: row.facts[column] } },
    { method: "DELETE", query, body: undefined },
  ];
}
