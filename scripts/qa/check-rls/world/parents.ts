import { hasColumn, type RelationFacts } from "../catalogue.ts";
import type { Tenant } from "./principals.ts";
import type { Row } from "./rows.ts";
import type { Place, World } from "./world.ts";

export type Key = RelationFacts["keys"][number];

/** The place a foreign key points at, when it is one the API can see. */
export const targetOf = (world: World, key: Key): Place | undefined =>
  key.type === "f" ? world.places.get(key.target?.replace(/^public\./, "") ?? "") : undefined;

/**
 * The tenant's row for a new row of `place` to point at: one that no row of `place` points at yet, where there is one
 * (the reference may be unique), and that is nobody's own. Rows without a tenant fit any; of them each tenant gets its own.
 */
export function parentOf(world: World, place: Place, key: Key, tenant: Tenant | undefined): Row | undefined {
  const target = targetOf(world, key);
  if (!target) return undefined;
  const mine = target.access.mine?.column;
  const cost = (row: Row) => {
    const children = place.rows.filter((child) => pointsAt(child, key, row));
    const own = children.some((child) => !tenant || child.facts.tenant_id === tenant.id);
    return (own ? 4 : children.length > 0 ? 2 : 0) + (mine && row.facts[mine] !== null ? 1 : 0);
  };
  const fitting = target.rows.filter((row) => !tenant || belongsTo(target, row, tenant));
  return fitting.map((row) => ({ row, cost: cost(row) })).sort((x, y) => x.cost - y.cost)[0]?.row;
}

/** A row that only the other tenant has: its key, with the tenant exchanged, is no row of `home`. */
export function foreignParentOf(world: World, key: Key, home: Tenant, other: Tenant): Row | undefined {
  const rows = targetOf(world, key)?.rows ?? [];
  const rest = (key.target_columns ?? []).filter((c) => c !== "tenant_id");
  return rows.find(
    (row) =>
      row.facts.tenant_id === other.id &&
      !rows.some((r) => r.facts.tenant_id === home.id && rest.every((c) => r.facts[c] === row.facts[c])),
  );
}

export const pointsAt = (child: Row, key: Key, parent: Row): boolean =>
  (key.columns ?? []).every((c, i) => child.facts[c] === parent.facts[key.target_columns?.[i] ?? ""]);

function belongsTo(target: Place, row: Row, tenant: Tenant): boolean {
  if (target.access.scope === "tenants") return row.facts.id === tenant.id;
  return hasColumn(target.relation, "tenant_id") ? row.facts.tenant_id === tenant.id : true;
}

/** How many tables stand below this one, each pointing at the one above: so many spare rows it needs. */
export function heightOf(world: World, place: Place, above: ReadonlySet<Place> = new Set()): number {
  const below = [...world.places.values()].filter(
    (child) => child !== place && !above.has(child) && child.relation.keys.some((k) => targetOf(world, k) === place),
  );
  return Math.max(0, ...below.map((child) => 1 + heightOf(world, child, new Set([...above, place]))));
}
