import { z } from "zod";
import { callable, forAllTenants } from "../../access-table.ts";
import { type Catalogue, type FunctionFacts, hasColumn, isTable, qualified } from "../catalogue.ts";
import type { Finding } from "../finding.ts";
import type { Session } from "../session.ts";
import type { Principal } from "../world/principals.ts";
import { quote } from "../world/values.ts";
import type { World } from "../world/world.ts";
import { argumentsFor } from "./arguments.ts";
import { type Attempt, type Becoming, judgeOutcome, type Outcome, play } from "./attempt.ts";
import { uuidsIn } from "./http.ts";
import type { Played } from "./through-sql.ts";

/** Those who have no business in A, or lost it. */
const outsiders =
  /^(owner of B|owner of B, naming A|pending owner of A|suspended owner of A|removed owner of A|stranger|stranger, naming A|worker of B)$/;
/** Says what the request says, checked by nobody; others check it. */
const echoes = "private.requested_tenant_id";

/**
 * Every function that members or the worker may call, called by outsiders with what is A's. Most writing goes through
 * functions, past every policy: whatever they answer, nothing of A has changed (but for what those that work for all
 * tenants may change), nothing of A is told, what is A's answers like what is nobody's, and to a stranger the tenant they
 * name makes no difference.
 */
export async function throughCalls(
  session: Session,
  world: World,
  catalogue: Catalogue,
  becoming: Becoming,
  signatures?: string[],
): Promise<Played[]> {
  const rows = await session.unsafe(wordsOfA(world).join(" union all "));
  const now = z
    .array(z.object({ word: z.string() }))
    .parse(rows)
    .map((r) => r.word);
  const called = catalogue.functions.filter(
    (f) => f.schema === "private" && !f.trigger && (signatures?.includes(f.signature) ?? true),
  );
  const calls = world.principals
    .filter((p) => outsiders.test(p.name))
    .flatMap((who) => called.filter((f) => mayCall(who, f)).flatMap((f) => callsOf(world, f, who, now)));
  const outcomes = await play(
    session,
    calls.flatMap((c) => [c.withAs, c.withNobodys]),
    becoming,
  );
  const played: Played[] = calls.flatMap((call, i) => {
    const [outcome, twin] = [outcomes[2 * i], outcomes[2 * i + 1]];
    if (!outcome || !twin) return [];
    const failure = judgeOutcome(call.withAs, outcome) ?? differs(call, outcome, twin);
    return [
      { attempt: call.withAs, outcome, failure },
      { attempt: call.withNobodys, outcome: twin, failure: judgeOutcome(call.withNobodys, twin) },
    ];
  });
  return noDifferenceToStrangers(played);
}

const mayCall = (who: Principal, f: FunctionFacts): boolean =>
  (who.role === "authenticated" || who.role === "worker") && callable[who.role].includes(qualified(f));

function callsOf(world: World, f: FunctionFacts, who: Principal, now: string[]) {
  const secrets = [...secretsOfA(world)];
  return argumentsFor(world, f, who).map((list) => {
    const call = (values: string[], whose: string): Attempt => {
      const said = uuidsIn(values.join()).filter((id) => secrets.includes(id) && id !== world.tenants.A.id);
      const looks = [...wordsOfA(world), ...crossings(world, said)];
      const clean = said.length === 0 ? [] : tenantPlaces(world).map(([name]) => `${name}: 0`);
      const kept = now.filter((word) => !forAllTenants[qualified(f)]?.includes(word.split(" ")[0] ?? ""));
      // What the caller said themselves is no secret.
      const secret = secrets.filter((s) => s !== who.names?.id && !values.some((v) => v.includes(s)));
      return {
        table: f.signature,
        verb: "call",
        who,
        what: `call it with ${whose}`,
        kind: "act",
        sql: `select coalesce(jsonb_agg(to_jsonb(f)), '[]')::text from ${qualified(f)}(${values.join(", ")}) f`,
        look: `select jsonb_agg(word) from (${looks.join(" union all ")}) w`,
        expect: { unchanged: new Set([...kept, ...clean]), secret: new Set(secret) },
      };
    };
    const [as, nobodys] = [list.map((a) => a.value), list.map((a) => a.nobodys)];
    return {
      withAs: call(as, "what is another tenant's"),
      withNobodys: call(nobodys, "what is nobody's"),
      said: { as: textsIn(as), nobodys: textsIn(nobodys) },
    };
  });
}

/** For each table that holds something of a tenant's: a word for all of A's rows, as SQL. */
function wordsOfA(world: World): string[] {
  const a = quote(world.tenants.A.id);
  return tenantPlaces(world).map(
    ([name, { relation, key }, column]) =>
      `select ${quote(`${name} `)} || md5(coalesce(string_agg(to_jsonb(t)::text, ',' order by ${key}), '')) as word
       from ${qualified(relation)} t where t.${column} = ${a}`,
  );
}

/** For each such table: how many rows of the other tenants name one of these ids, as SQL. */
function crossings(world: World, ids: string[]): string[] {
  if (ids.length === 0) return [];
  const others = [world.tenants.B, world.tenants.C].map((t) => quote(t.id));
  return tenantPlaces(world).map(
    ([name, { relation }, column]) =>
      `select ${quote(`${name}: `)} || count(*) from ${qualified(relation)} t
       where t.${column} in (${others}) and to_jsonb(t)::text like any (array[${ids.map((id) => quote(`%${id}%`)).join(", ")}])`,
  );
}

const tenantPlaces = (world: World) =>
  [...world.places].flatMap(([name, place]) => {
    const column = place.access.scope === "tenants" ? "id" : "tenant_id";
    return isTable(place.relation) && hasColumn(place.relation, column) ? [[name, place, column] as const] : [];
  });

const factsOfA = (world: World) =>
  [...world.places.values()].flatMap((p) =>
    p.rows.flatMap((r) => (r.facts.tenant_id === world.tenants.A.id ? [r.facts] : [])),
  );
const idsOfA = (world: World) =>
  new Set([world.tenants.A.id, ...factsOfA(world).flatMap((f) => (typeof f.id === "string" ? [f.id] : []))]);
/** Ids and hashes: what nobody can guess and no answer to an outsider may hold. */
const secretsOfA = (world: World) =>
  new Set([
    ...idsOfA(world),
    ...factsOfA(world).flatMap((f) =>
      Object.values(f).flatMap((v) =>
        typeof v === "string" && /^[0-9a-f]{32,}$/.test(v) && !/^0+$/.test(v) ? [v] : [],
      ),
    ),
  ]);

/** What is another tenant's must answer like what is nobody's: the same state, the same words but for ids. */
function differs(
  { withAs, said }: { withAs: Attempt; said: { as: string[]; nobodys: string[] } },
  outcome: Outcome,
  twin: Outcome,
): Finding | undefined {
  if (words(outcome, said.as) === words(twin, said.nobodys)) return undefined;
  const who = typeof withAs.who === "string" ? withAs.who : withAs.who.name;
  return {
    rule: "call_distinguishes",
    object: withAs.table,
    sentence: `${who}: what is another tenant's answers ${outcome.state}, what is nobody's ${twin.state}`,
    fix: "Look it up within the caller's tenant, and answer alike whether it is missing or another's",
  };
}

/** An outcome without what the caller said and without ids. */
const words = ({ state, message }: Outcome, said: string[] = []): string =>
  `${state} ${[...said, ...uuidsIn(message ?? "")].reduce((text, id) => text.replaceAll(id, "ID"), message ?? "")}`;

/** The texts among values as SQL. */
const textsIn = (values: string[]): string[] => values.flatMap((v) => /^\('(.+)'\)::text$/.exec(v)?.[1] ?? []);

function noDifferenceToStrangers(played: Played[]): Played[] {
  const by = (name: string) =>
    played.filter(({ attempt: a }) => typeof a.who !== "string" && a.who.name === name && !a.table.startsWith(echoes));
  const plain = by("stranger");
  for (const [i, named] of by("stranger, naming A").entries()) {
    const other = plain[i];
    if (!other || named.failure || words(named.outcome) === words(other.outcome)) continue;
    named.failure = {
      rule: "call_believes",
      object: named.attempt.table,
      sentence: `stranger: naming a tenant they are not in changes the answer from ${other.outcome.state} to ${named.outcome.state}, or its words`,
      fix: "Ask private.tenant_id(), which checks the membership",
    };
  }
  return played;
}
