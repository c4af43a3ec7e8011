import { type FunctionFacts, hasColumn } from "../catalogue.ts";
import { type Key, pointsAt, targetOf } from "../world/parents.ts";
import type { Principal } from "../world/principals.ts";
import type { Row } from "../world/rows.ts";
import { quote } from "../world/values.ts";
import type { Place, World } from "../world/world.ts";

/** An argument as SQL, and another one that stands for nothing: equal where the value is not a tenant's. */
export interface Argument {
  value: string;
  nobodys: string;
}

/** The lists of arguments to call a function with: what is A's where a name says of what, else something of the type. */
export function argumentsFor(world: World, f: FunctionFacts, who: Principal): Argument[][] {
  const about = placesNamedIn(world, f.name);
  return f.arguments.reduce<Argument[][]>(
    (lists, { name, type }) => {
      const options = optionsFor(world, about, name.replace(/^p_/, ""), type, who);
      const cast = (sql: string) => `(${sql})::${type}`;
      return lists.flatMap((list) => options.map((o) => [...list, { value: cast(o.value), nobodys: cast(o.nobodys) }]));
    },
    [[]],
  );
}

/** The places a function's name speaks of: `cancel_run` of runs, `set_feature` of feature_overrides. The fullest name first. */
function placesNamedIn(world: World, name: string): Place[] {
  const whole = (table: string) => name.includes(table.replace(/s$/, ""));
  const named = [...world.places].filter(([table]) => whole(table) || name.includes(table.split("_")[0] ?? table));
  return named.sort(([x], [y]) => Number(whole(y)) - Number(whole(x))).map(([, place]) => place);
}

const same = (value: string): Argument => ({ value, nobodys: value });

function optionsFor(world: World, about: Place[], name: string, type: string, who: Principal): Argument[] {
  switch (type) {
    case "uuid":
      return idsFor(world, about, name, who).map((id) => ({ value: quote(id), nobodys: quote(crypto.randomUUID()) }));
    case "text":
      return textsFor(world, about, name);
    case "integer":
      return [same("0"), same("1")];
    case "boolean":
      return [same("true"), same("null")];
    case "interval":
      return [same("'1 hour'")];
    case "jsonb":
      return name === "filter" ? filtersFor(world, about) : [same(freshFor(about, name) ?? "'{}'")];
    case "timestamp with time zone":
      return [same("now() + interval '1 day'")];
    case "real":
      return [same("0.5")];
    default: {
      const columns = [...world.places.values()].flatMap((p) => p.relation.columns.filter((c) => c.type === type));
      const labels = columns.flatMap((c) => c.labels ?? []);
      return labels.length === 0 ? [same("null")] : [labels[0], labels.at(-1)].map((label) => same(quote(label ?? "")));
    }
  }
}

/** A column's texts in A's rows: first of those that have the least behind them, as a key that was not revoked yet. */
const factsOfA = (world: World, place: Place | undefined, column: string): string[] => {
  const rows = place?.rows.filter((r) => r.facts.tenant_id === world.tenants.A.id) ?? [];
  const past = (row: Row) => Object.values(row.facts).filter((v) => v !== null).length;
  return rows
    .sort((x, y) => past(x) - past(y))
    .flatMap((r) => (typeof r.facts[column] === "string" ? [r.facts[column]] : []));
};

function idsFor(world: World, about: Place[], name: string, who: Principal): string[] {
  if (name === "tenant") return [world.tenants.A.id];
  if (name === "user")
    return world.principals.flatMap((p) => (p.name === "viewer of A" && p.person ? [p.person.id] : []));
  const place = world.places.get(`${name}s`) ?? about.find((p) => hasColumn(p.relation, "id"));
  const mine = place?.access.mine;
  // What a member who has no standing any more began in A is the nearest they come to it.
  const own = place?.rows.find(
    (r) =>
      mine &&
      r.facts.tenant_id === world.tenants.A.id &&
      r.facts[mine.column] === who.person?.id &&
      Object.keys(mine.closed).every((c) => r.facts[c] === null),
  );
  return [...(typeof own?.facts.id === "string" ? [own.facts.id] : []), ...factsOfA(world, place, "id")].slice(0, 1);
}

function textsFor(world: World, about: Place[], name: string): Argument[] {
  const places = about.filter((p) => hasColumn(p.relation, name));
  const place = places.find((p) => factsOfA(world, p, name).length > 0) ?? places[0];
  const make = () => freshFor(place ? [place] : [], name) ?? quote("qa");
  if (/hash|sha256/.test(name)) return [same(quote("0".repeat(64)))];
  const known = factsOfA(world, place, name).slice(0, 1);
  if (name === "email") {
    const viewer = world.principals.find((p) => p.name === "viewer of A")?.person?.id;
    const profile = world.places.get("profiles")?.rows.find((r) => r.facts.user_id === viewer);
    known.push(...(typeof profile?.facts.email === "string" ? [profile.facts.email] : []));
  }
  if (known.length === 0) return [same(make())];
  // What names something of the platform's is nobody's secret; that A has something to do with it is.
  const platforms = place?.relation.keys.find((k) => k.type === "f" && k.columns?.join() === name);
  if (!place || !platforms) return known.map((text) => ({ value: quote(text), nobodys: make() }));
  return known.map((text) => ({ value: quote(text), nobodys: quote(freeLike(world, place, platforms, text)) }));
}

/** What names a row of the platform's that no row points at, and that may be used like the one named; else that one. */
function freeLike(world: World, place: Place, key: Key, named: string): string {
  const column = key.target_columns?.[0] ?? "";
  const rows = targetOf(world, key)?.rows ?? [];
  const flags = (row: Row | undefined) => JSON.stringify(Object.values(row?.facts ?? {}).filter((v) => v === !!v));
  const like = flags(rows.find((row) => row.facts[column] === named));
  const free = rows.find((row) => flags(row) === like && !place.rows.some((child) => pointsAt(child, key, row)));
  return String(free?.facts[column] ?? named);
}

/** A value that the first of these places with such a column would take; undefined where none has one. */
function freshFor(about: Place[], name: string): string | undefined {
  const place = about.find((p) => hasColumn(p.relation, name));
  return place?.maker.recipes.get(name)?.(place.maker.next());
}

/** Filters that fit A's rows alone, by what kind of thing they are. */
function filtersFor(world: World, about: Place[]): Argument[] {
  const place = about.find((p) => hasColumn(p.relation, "kind"));
  const filter = (kind: string) => `jsonb_build_object('kind', ${kind})`;
  return factsOfA(world, place, "kind")
    .slice(0, 1)
    .map((kind) => ({ value: filter(quote(kind)), nobodys: filter(freshFor(place ? [place] : [], "kind") ?? "''") }));
}
