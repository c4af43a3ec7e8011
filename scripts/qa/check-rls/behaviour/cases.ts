import type { Grants, Verb } from "../../access-table.ts";
import { hasColumn, isTable, qualified } from "../catalogue.ts";
import { foreignParentOf, type Key, parentOf, targetOf } from "../world/parents.ts";
import { type Principal, standing, type Tenant } from "../world/principals.ts";
import { buildRow, isReference, type Row } from "../world/rows.ts";
import { quote, quoteName } from "../world/values.ts";
import type { Place, World } from "../world/world.ts";
import type { Attempt, Expectation } from "./attempt.ts";
import { grantsOf, mayInsert, mayTouch, rowsSeen, rowsWritten } from "./scope.ts";

/** Every attempt on one table or view, by everybody. */
export function casesOf(world: World, place: Place): Attempt[] {
  return [...world.principals.flatMap((who) => casesBy(world, place, who)), ...ownersCases(world, place)];
}

function casesBy(world: World, place: Place, who: Principal): Attempt[] {
  const table = place.relation.name;
  const at = (verb: Attempt["verb"], what: string, sql: string, expect: Expectation): Attempt => ({
    table,
    verb,
    who,
    what,
    kind: "count",
    sql,
    expect,
  });
  const select: Attempt = {
    ...at("select", "read it", selectKeys(place), "refused"),
    kind: "rows",
    ...(mayTouch(who, place, "select") && { expect: { rows: new Set(rowsSeen(who, place, world).map((r) => r.key)) } }),
  };
  if (!isTable(place.relation)) return [select, ...writesOfView(place, at)];
  return [
    select,
    ...inserts(world, place, who, at),
    ...updates(world, place, who, at),
    ...removals(world, place, who, at),
  ];
}
type At = (verb: Attempt["verb"], what: string, sql: string, expect: Expectation) => Attempt;

// A broken policy may show a million rows: enough to know.
const selectKeys = ({ relation, key }: Place): string =>
  `select coalesce(jsonb_agg(k), '[]') from (select ${key} as k from ${qualified(relation)} t limit 10000) q`;

function inserts(world: World, place: Place, who: Principal, at: At): Attempt[] {
  const home = homeOf(world, who);
  const other = home === world.tenants.B ? world.tenants.A : world.tenants.B;
  const listed = grantsOf(who, place.access)?.insert;
  const columns = Array.isArray(listed) ? listed : undefined;
  const attempts: Attempt[] = [];
  const ofTenant =
    (tenant: Tenant): Parents =>
    (key) =>
      parentOf(world, place, key, tenant);
  const add = (
    what: string,
    tenant: Tenant,
    parents: Parents,
    expect: (chosen: Row[]) => Expectation,
    also: string[] = [],
  ) => {
    const chosen: Row[] = [];
    const set = hasColumn(place.relation, "tenant_id") ? { tenant_id: quote(tenant.id) } : {};
    const row = buildRow(place.maker, {
      set,
      ...(columns && { columns }),
      also,
      parent: (key) => {
        const parent = parents(key);
        if (parent) chosen.push(parent);
        return parent;
      },
    });
    // Without a value the world has said so already.
    if ("insert" in row) attempts.push(at("insert", what, row.insert, expect(chosen)));
  };
  const within = (tenant: Tenant) => (chosen: Row[]) =>
    mayInsert(who, place, tenant.id, chosen, world) ? (onlyOne ? "taken" : { count: 1 }) : ("refused" as const);
  // A tenant has one row of it, and has it already: whoever may add one comes as far as that.
  const onlyOne = place.relation.keys.some(
    (k) => k.type !== "f" && k.columns?.join() === "tenant_id" && k.type !== "c",
  );

  const through = place.access.mineThrough ? world.places.get(place.access.mineThrough) : undefined;
  if (through) {
    // Below each parent of the tenant: one's own, another's, and a closed one.
    for (const parent of through.rows.filter((r) => r.facts.tenant_id === home.id)) {
      const parents: Parents = (key) => (targetOf(world, key) === through ? parent : ofTenant(home)(key));
      add(`add a row below ${parent.key}`, home, parents, within(home));
    }
  } else add("add a row", home, ofTenant(home), within(home));
  add("add a row to another tenant", other, ofTenant(other), within(other));
  const fillable = (key: Key) => key.columns?.every((c) => columns?.includes(c) ?? true);
  for (const crossed of mayTouch(who, place, "insert") ? crossing(place).filter(fillable) : []) {
    if (!foreignParentOf(world, crossed, home, other)) continue;
    const parents: Parents = (key) =>
      key === crossed ? foreignParentOf(world, key, home, other) : ofTenant(home)(key);
    add(
      `add a row that points at another tenant's row (${crossed.name})`,
      home,
      parents,
      () => "impossible",
      crossed.columns ?? [],
    );
  }
  return attempts;
}
type Parents = (key: Key) => Row | undefined;

/** Keys that carry the tenant and something else: what could point across tenants if they did not. */
const crossing = (place: Place): Key[] =>
  place.relation.keys.filter((k) => k.type === "f" && k.columns?.includes("tenant_id") && k.columns.length > 1);

/** The tenant a principal would write in: where they stand, else the one they name, else A. */
const homeOf = (world: World, who: Principal): Tenant =>
  standing(who)?.tenant ?? who.names ?? who.person?.memberships[0]?.tenant ?? world.tenants.A;

function updates(world: World, place: Place, who: Principal, at: At): Attempt[] {
  const { relation } = place;
  const table = qualified(relation);
  const granted = updatable(grantsOf(who, place.access), place);
  const assign = (column: string) => `${quoteName(column)} = ${newValue(place, column)}`;
  const first = relation.columns.find((c) => !c.generated)?.name;
  const attempts: Attempt[] = [];
  // Without WHERE and RETURNING, so that no SELECT policy narrows what the UPDATE policy lets through.
  if (mayTouch(who, place, "update")) {
    const count = rowsWritten(who, place, "update", world).length;
    attempts.push(at("update", "change rows", `update ${table} set ${granted.map(assign).join(", ")}`, { count }));
  } else if (first) attempts.push(at("update", "change rows", `update ${table} set ${assign(first)}`, "refused"));
  if (hasColumn(relation, "tenant_id")) {
    const other = homeOf(world, who) === world.tenants.B ? world.tenants.A : world.tenants.B;
    attempts.push(
      at("update", "move rows to another tenant", `update ${table} set tenant_id = ${quote(other.id)}`, "refused"),
    );
  }
  return attempts;
}

const updatable = (grants: Grants | undefined, place: Place): string[] =>
  grants?.update ?? place.relation.columns.filter((c) => !c.generated).map((c) => c.name);

/** Something the column may become in every row at once: references to nothing, everything else to a value of its kind. */
const newValue = (place: Place, column: string): string =>
  isReference(place.relation, column) ? "null" : (place.maker.recipes.get(column)?.(place.maker.next()) ?? "null");

function removals(world: World, place: Place, who: Principal, at: At): Attempt[] {
  const table = qualified(place.relation);
  const gone: Expectation = mayTouch(who, place, "delete")
    ? { count: rowsWritten(who, place, "delete", world).length }
    : "refused";
  return [
    at("delete", "remove rows", `delete from ${table}`, gone),
    at("truncate", "empty it", `truncate ${table} cascade`, "refused"),
  ];
}

const writesOfView = (place: Place, at: At): Attempt[] => [
  at("delete", "remove rows through the view", `delete from ${qualified(place.relation)}`, "impossible"),
];

/** Each column that was not granted, for one principal of each role: privileges do not depend on the rest. */
export function columnCases(world: World, place: Place): Attempt[] {
  if (!isTable(place.relation)) return [];
  const of = (name: string) => world.principals.find((p) => p.name === name);
  return [of("owner of A"), of("worker of A"), of("anon")].flatMap((who) => {
    if (!who) return [];
    const grants = grantsOf(who, place.access);
    return place.relation.columns.flatMap((column): Attempt[] => {
      const open = (verb: Verb) => {
        const what = verb === "insert" ? grants?.insert : verb === "update" ? grants?.update : undefined;
        return what === true || (Array.isArray(what) && what.includes(column.name));
      };
      const name = quoteName(column.name);
      const table = qualified(place.relation);
      const common = { table: place.relation.name, who, kind: "count", expect: "impossible" } as const;
      const what = (verb: string) => `${verb} the column ${column.name}`;
      return [
        ...(open("update") || column.generated
          ? []
          : [
              {
                ...common,
                verb: "update" as const,
                what: what("change"),
                sql: `update ${table} set ${name} = ${newValue(place, column.name)}`,
              },
            ]),
        ...(open("insert") || column.generated
          ? []
          : [
              {
                ...common,
                verb: "insert" as const,
                what: what("fill"),
                sql: `insert into ${table} (${name}) values (${newValue(place, column.name)})`,
              },
            ]),
      ].map((a) => ({ ...a, expect: "refused" as const }));
    });
  });
}

/** What not even the database's owner can do, and so no definer function: cross tenants, rewrite history. */
function ownersCases(world: World, place: Place): Attempt[] {
  const { relation, access } = place;
  const table = qualified(relation);
  const by = (verb: Attempt["verb"], what: string, sql: string): Attempt => ({
    table: relation.name,
    verb,
    who: "the database's owner",
    what,
    kind: "count",
    sql,
    expect: "impossible",
  });
  const own = place.rows.find((r) => r.facts.tenant_id === world.tenants.A.id);
  if (!own || !isTable(relation)) return [];
  const where = `where ${place.key} = ${quote(own.key)}`;
  const column = relation.columns.find((c) => !c.generated)?.name ?? "";
  const rewrite = {
    update: `update ${table} t set ${quoteName(column)} = t.${quoteName(column)} ${where}`,
    delete: `delete from ${table} t ${where}`,
    truncate: `truncate ${table}`,
  };
  return [
    ...(access.appendOnly ?? []).map((verb) => by(verb, `${verb} rows that are to stay as they are`, rewrite[verb])),
    ...crossing(place).flatMap((key) => {
      const foreign = foreignParentOf(world, key, world.tenants.A, world.tenants.B);
      if (!foreign) return [];
      const set = (key.columns ?? []).flatMap((c, i) =>
        c === "tenant_id" ? [] : [`${quoteName(c)} = ${quote(String(foreign.facts[key.target_columns?.[i] ?? ""]))}`],
      );
      return [
        by("update", `point a row at another tenant's row (${key.name})`, `update ${table} t set ${set} ${where}`),
      ];
    }),
  ];
}
