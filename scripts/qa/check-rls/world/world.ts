import { randomInt } from "node:crypto";
import { z } from "zod";
import { type Access, accessTable } from "../../access-table.ts";
import { stepCatalogue } from "../../step-catalogue.ts";
import { type Catalogue, exposed, isTable, qualified, type RelationFacts } from "../catalogue.ts";
import type { Finding } from "../finding.ts";
import { type Session, tryTo } from "../session.ts";
import { heightOf, type Key, parentOf } from "./parents.ts";
import { imagineWorld, type Person, type Principal, type Tenant } from "./principals.ts";
import { buildRow, inOrderOfReference, type Row, type RowMaker } from "./rows.ts";
import { findRecipes, quote, quoteName } from "./values.ts";

/** A table or view that both the catalogue and the access table know, with the rows of it that the world made. */
export interface Place {
  relation: RelationFacts;
  access: Access;
  /** SQL for what tells its rows apart. */
  key: string;
  rows: Row[];
  maker: RowMaker;
}
export interface World {
  tenants: Record<"A" | "B" | "C", Tenant>;
  people: Person[];
  principals: Principal[];
  places: Map<string, Place>;
  /** What no row could be made for: a table that cannot be covered is a failure. */
  uncovered: Finding[];
}

/**
 * Makes the world in the transaction under way, as the database's owner: tenants, people, keys, and a row of each tenant
 * in every table found in the catalogue. `prepareCatalogue` and `prepareAttempts` have run in this session.
 */
export async function makeWorld(session: Session, catalogue: Catalogue): Promise<World> {
  const { tenants, people, principals } = imagineWorld();
  const places = new Map<string, Place>();
  let n = randomInt(1_000_000);
  const next = () => n++;
  for (const relation of exposed(catalogue)) {
    const access = Object.hasOwn(accessTable, relation.name) ? accessTable[relation.name] : undefined;
    if (!access) continue; // The static rule table_declared has said so.
    const recipes = await findRecipes(session, relation, access.sample ?? {});
    const columns = relation.keys.find((k) => k.type === "p")?.columns;
    const key = columns ? `jsonb_build_array(${columns.map(quoteName).join(", ")})::text` : "to_jsonb(t)::text";
    const declared = Object.keys(access.sample ?? {});
    places.set(relation.name, { relation, access, key, rows: [], maker: { relation, recipes, declared, next } });
  }
  const world: World = { tenants, people, principals, places, uncovered: [] };
  await populate(session, world);
  // Where workers have been, what they registered stands.
  await session`select private.register_steps(${JSON.stringify(stepCatalogue)}::text::jsonb)
    where not exists (select from public.builtin_pipelines where kind = 'dataset_insight')`;
  for (const place of inOrderOfReference([...places.values()])) await fill(session, world, place);
  for (const place of places.values()) await reread(session, world, place);
  return world;
}

/** Removes what `makeWorld` made, where it was committed: all of it hangs on its tenants and people. */
export async function removeWorld(session: Session, world: World): Promise<void> {
  const people = world.people.map((p) => quote(p.id));
  await session.unsafe(`delete from public.tenants t where ${idIn(world)}`);
  await session.unsafe(`delete from public.profiles t where t.user_id in (${people})`);
}

const idIn = (world: World): string => `t.id in (${Object.values(world.tenants).map((t) => quote(t.id))})`;

/** Tenants, people, memberships and keys: what everything else hangs on. */
async function populate(session: Session, world: World): Promise<void> {
  const add = (table: string, set: Record<string, string | null>) => insertInto(session, world, table, set, undefined);
  for (const tenant of Object.values(world.tenants)) await add("tenants", { id: tenant.id, status: tenant.status });
  for (const person of world.people) {
    await add("profiles", { user_id: person.id, kind: person.kind, email: `${person.id}@example.com` });
    for (const { tenant, role, status } of person.memberships) {
      await add("members", { tenant_id: tenant.id, user_id: person.id, role, status });
    }
    const { defaultTenant } = person;
    if (!defaultTenant) continue;
    await session`update public.profiles set default_tenant_id = ${defaultTenant.id} where user_id = ${person.id}`;
    for (const key of person.keys) {
      const past = "2001-01-01T00:00:00Z";
      await add("api_keys", {
        tenant_id: defaultTenant.id,
        id: key.id,
        user_id: person.id,
        expires_at: key.state === "expired" ? past : "2999-01-01T00:00:00Z",
        revoked_at: key.state === "revoked" ? past : null,
      });
      await session`insert into private.api_key_secrets (hash, tenant_id, key_id) values (${key.hash}, ${defaultTenant.id}, ${key.id})`;
    }
  }
  for (const name of ["tenants", "profiles", "members"]) {
    const place = world.places.get(name);
    if (place) await reread(session, world, place);
  }
}

/** A row for each tenant, and spare ones to point at, unless a trigger made it already; where members own rows, an open and a closed one for each of them. */
async function fill(session: Session, world: World, place: Place): Promise<void> {
  const { relation, access } = place;
  if (!isTable(relation)) return;
  await reread(session, world, place);
  const height = heightOf(world, place);
  if (access.scope === "platform" && place.rows.length === 0) {
    await insertInto(session, world, relation.name, {}, undefined);
  } else if (!access.scope) {
    for (const tenant of Object.values(world.tenants)) {
      if (place.rows.some((r) => r.facts.tenant_id === tenant.id)) continue;
      for (let spare = 0; spare <= height; spare++) {
        await insertInto(session, world, relation.name, { tenant_id: tenant.id }, tenant, { optional: spare > 0 });
        if (height > 0) await reread(session, world, place);
      }
      if (!access.mine) continue;
      for (const person of world.people.filter((p) => p.memberships.some((m) => m.tenant === tenant))) {
        const own = { tenant_id: tenant.id, [access.mine.column]: person.id };
        await insertInto(session, world, relation.name, own, tenant);
        await insertInto(session, world, relation.name, own, tenant, { more: access.mine.closed });
      }
    }
  }
  await reread(session, world, place);
}

async function insertInto(
  session: Session,
  world: World,
  table: string,
  set: Record<string, string | null>,
  tenant: Tenant | undefined,
  { more = {}, optional = false }: { more?: Record<string, string>; optional?: boolean } = {},
): Promise<void> {
  const place = world.places.get(table);
  if (!place) return;
  const given = Object.fromEntries(Object.entries(set).map(([c, v]) => [c, v === null ? "null" : quote(v)]));
  const parent = (key: Key) => parentOf(world, place, key, tenant);
  const row = buildRow(place.maker, { set: { ...given, ...more }, parent });
  const error =
    "missing" in row ? `nothing fits the column ${row.missing}` : (await tryTo(session, row.insert))?.message;
  if (error === undefined || optional) return;
  world.uncovered.push({
    rule: "uncovered",
    object: qualified(place.relation),
    sentence: `No row can be made: ${error}`,
    fix: "Name a SQL value under `sample` in scripts/qa/access-table.ts",
  });
}

const Rows = z.array(z.object({ key: z.string(), facts: z.record(z.string(), z.unknown()) }));

/** Reads the world's rows of a place as they are now. */
async function reread(session: Session, world: World, place: Place): Promise<void> {
  const from = `${qualified(place.relation)} t where ${whichRows(world, place)}`;
  place.rows = Rows.parse(
    await session.unsafe(`select ${place.key} as key, to_jsonb(t) as facts from ${from} order by 1`),
  );
}

/** The condition, on the alias t, that tells the world's rows from everybody else's. */
export function whichRows(world: World, { access }: Place): string {
  const tenants = Object.values(world.tenants).map((t) => quote(t.id));
  const people = world.people.map((p) => quote(p.id));
  switch (access.scope) {
    case "tenants":
      return idIn(world);
    case "profiles":
      return `t.user_id in (${people})`;
    case "platform":
      return "true";
    default:
      return `t.tenant_id in (${tenants})`;
  }
}
