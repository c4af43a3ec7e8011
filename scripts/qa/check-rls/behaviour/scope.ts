import { Role } from "@plumbline/contracts";
import type { Access, Verb } from "../../access-table.ts";
import { pointsAt, targetOf } from "../world/parents.ts";
import { isRefusedAtTheDoor, type Principal, standing } from "../world/principals.ts";
import type { Row } from "../world/rows.ts";
import type { Place, World } from "../world/world.ts";

/**
 * What each principal is expected to see and change: derived from the access table and from who the principal is, in
 * TypeScript alone. No policy is read here, or the check would agree with whatever it is held against.
 */
export function mayTouch(who: Principal, place: Place, verb: Verb): boolean {
  const grants = grantsOf(who, place.access);
  return grants?.[verb] !== undefined && !isRefusedAtTheDoor(who);
}

/** What the principal's database role was granted on the table. */
export const grantsOf = (who: Principal, access: Access) =>
  who.role === "authenticated" || who.role === "worker" ? access[who.role] : undefined;

/** The rows a select shows. */
export const rowsSeen = (who: Principal, place: Place, world: World): Row[] =>
  mayTouch(who, place, "select") ? place.rows.filter((row) => sees(who, place.access, row, world)) : [];

/** The rows an update or delete that names none of them touches. */
export const rowsWritten = (who: Principal, place: Place, verb: "update" | "delete", world: World): Row[] =>
  mayTouch(who, place, verb)
    ? place.rows.filter((row) => sees(who, place.access, row, world, verb) && isTheirs(who, place, row, world))
    : [];

/** Whether the principal may add a row to the tenant, below the parents given. */
export function mayInsert(who: Principal, place: Place, tenantId: string, parents: Row[], world: World): boolean {
  if (!mayTouch(who, place, "insert") || place.access.scope) return false;
  if (who.role === "worker") return who.names?.id === tenantId;
  const through = place.access.mineThrough ? world.places.get(place.access.mineThrough) : undefined;
  return (
    reaches(who, place.access, "insert", tenantId) &&
    (!through || parents.some((p) => isTheirs(who, through, p, world)))
  );
}

const reaches = (who: Principal, access: Access, verb: Verb, tenantId: unknown): boolean => {
  const at = standing(who);
  const from = access.from?.[verb] ?? (verb === "select" ? "viewer" : "editor");
  return at !== undefined && at.tenant.id === tenantId && Role.options.indexOf(at.role) >= Role.options.indexOf(from);
};

/** Whether a row is among those the principal's role gives them, for reading or for the verb. */
function sees(who: Principal, access: Access, row: Row, world: World, verb: Verb = "select"): boolean {
  const { facts } = row;
  if (who.role === "worker") {
    if (access.scope === "platform") return who.names !== undefined;
    return who.names !== undefined && facts[access.scope === "tenants" ? "id" : "tenant_id"] === who.names.id;
  }
  const at = standing(who);
  const self = who.person;
  switch (access.scope ?? "tenant") {
    case "tenant":
      return reaches(who, access, verb, facts.tenant_id);
    case "platform":
      return at !== undefined;
    case "tenants":
      // Also while pending or suspended, or the person could not be told so.
      return self?.memberships.some((m) => m.tenant.id === facts.id && m.status !== "removed") ?? false;
    case "members":
      return seesMember(who, facts);
    case "profiles":
      if (self && facts.user_id === self.id) return true;
      return (
        verb === "select" &&
        (world.places.get("members")?.rows ?? []).some(
          (m) => m.facts.user_id === facts.user_id && m.facts.tenant_id === at?.tenant.id && seesMember(who, m.facts),
        )
      );
  }
}

function seesMember(who: Principal, member: Row["facts"]): boolean {
  const at = standing(who);
  if (who.person && member.user_id === who.person.id) return true;
  return at !== undefined && member.tenant_id === at.tenant.id && (at.role === "owner" || member.status === "active");
}

/** Of rows that members own one by one: the open ones that name this member. Of others: all. */
function isTheirs(who: Principal, place: Place, row: Row, world: World): boolean {
  const { mine, mineThrough } = place.access;
  if (who.role !== "authenticated") return true;
  if (mine) {
    const open = Object.keys(mine.closed).every((column) => row.facts[column] === null);
    return open && row.facts[mine.column] === who.person?.id;
  }
  if (!mineThrough) return true;
  const through = world.places.get(mineThrough);
  const key = place.relation.keys.find((k) => targetOf(world, k) === through);
  const parent = key && through?.rows.find((candidate) => pointsAt(row, key, candidate));
  return through !== undefined && parent !== undefined && isTheirs(who, through, parent, world);
}
