import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { Role } from "@plumbline/contracts";

export type TenantName = "A" | "B" | "C";
export type MemberStatus = "pending" | "active" | "suspended" | "removed";

/** A tenant of the world. C is suspended: whoever belongs to it has no access to what it owns. */
export interface Tenant {
  name: TenantName;
  id: string;
  status: "active" | "suspended";
}
export interface Membership {
  tenant: Tenant;
  role: Role;
  status: MemberStatus;
}
/** An API key of a service member; `hash` is all the database knows of it. */
export interface Key {
  id: string;
  key: string;
  hash: string;
  state: "valid" | "expired" | "revoked";
}
export interface Person {
  id: string;
  kind: "person" | "service";
  memberships: Membership[];
  /** The tenant of their requests that name none: that of their first membership. */
  defaultTenant?: Tenant;
  keys: Key[];
}

/** Somebody who tries things: as whom they connect, which role they take, in whose name, in which tenant. */
export interface Principal {
  name: string;
  login: "edge" | "worker_login";
  role: "anon" | "authenticated" | "worker" | undefined;
  person?: Person;
  key?: Key;
  /** The tenant the request names (header), or the job runs in. */
  names?: Tenant;
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** Two tenants with everybody who may come near them, and a suspended third one. Nothing of it is in the database yet. */
export function imagineWorld() {
  const make = (name: TenantName, status: Tenant["status"]): Tenant => ({ name, id: randomUUID(), status });
  const tenants = { A: make("A", "active"), B: make("B", "active"), C: make("C", "suspended") };
  const people: Person[] = [];
  const person = (memberships: Membership[], more: Partial<Person> = {}): Person => {
    const home = memberships[0] && { defaultTenant: memberships[0].tenant };
    const one: Person = { id: randomUUID(), kind: "person", memberships, keys: [], ...home, ...more };
    people.push(one);
    return one;
  };
  const member = (of: Tenant, role: Role, status: MemberStatus = "active") => person([{ tenant: of, role, status }]);
  const service = (of: Tenant, role: Role, states: Key["state"][]) =>
    person([{ tenant: of, role, status: "active" }], {
      kind: "service",
      keys: states.map((state) => {
        const key = `pl_${randomBytes(32).toString("base64url")}`;
        return { id: randomUUID(), key, hash: sha256(key), state };
      }),
    });

  const { A, B, C } = tenants;
  const everyone: Principal[] = [];
  const signedIn = (name: string, who: Person | undefined, names: Tenant | undefined) =>
    everyone.push({ name, login: "edge", role: "authenticated", ...(who && { person: who }), ...(names && { names }) });
  const withKey = (name: string, who: Person, state: Key["state"], names?: Tenant) => {
    const key = who.keys.find((k) => k.state === state);
    if (key) everyone.push({ name, login: "edge", role: "authenticated", person: who, key, ...(names && { names }) });
  };
  const job = (name: string, names?: Tenant) =>
    everyone.push({ name, login: "worker_login", role: "worker", ...(names && { names }) });

  for (const tenant of [A, B]) {
    for (const role of ["owner", "editor", "viewer"] as const)
      signedIn(`${role} of ${tenant.name}`, member(tenant, role), tenant);
  }
  signedIn("editor of A, naming no tenant", member(A, "editor"), undefined);
  const both = person([
    { tenant: B, role: "owner", status: "active" },
    { tenant: A, role: "viewer", status: "active" },
  ]);
  signedIn("owner of B and viewer of A, in A", both, A);
  signedIn("owner of B, naming A", member(B, "owner"), A);
  // As owners, so that nothing but their status stands between them and everything.
  for (const status of ["pending", "suspended", "removed"] as const) {
    signedIn(`${status} owner of A`, member(A, "owner", status), A);
  }
  signedIn("owner of C, which is suspended", member(C, "owner"), C);
  withKey("API key, viewer of A", service(A, "viewer", ["valid"]), "valid");
  const writer = service(A, "editor", ["valid", "expired", "revoked"]);
  withKey("API key, editor of A", writer, "valid");
  withKey("API key, expired", writer, "expired");
  withKey("API key, revoked", writer, "revoked");
  withKey("API key of A, naming B", writer, "valid", B);
  const stranger = person([]);
  signedIn("stranger", stranger, undefined);
  signedIn("stranger, naming A", stranger, A);
  signedIn("authenticated without claims", undefined, A);
  everyone.push({ name: "anon", login: "edge", role: "anon", names: A });
  everyone.push({ name: "edge without a role", login: "edge", role: undefined, names: A });
  job("worker of A", A);
  job("worker of B", B);
  job("worker without a tenant");
  everyone.push({ name: "worker_login without a role", login: "worker_login", role: undefined, names: A });
  return { tenants, people, principals: everyone };
}

/** Where a principal stands in the tenant they act in: the role that counts, or nothing. Derived, never asked of SQL. */
export function standing(who: Principal): { tenant: Tenant; role: Role } | undefined {
  if (who.role !== "authenticated" || !who.person || isRefusedAtTheDoor(who)) return undefined;
  const tenant = who.key ? who.person.defaultTenant : (who.names ?? who.person.defaultTenant);
  const membership = who.person.memberships.find((m) => m.tenant === tenant && m.status === "active");
  return membership && tenant?.status === "active" ? { tenant, role: membership.role } : undefined;
}

/** A key that is no longer good, or is used for a tenant that is not its own, opens nothing at all. */
export const isRefusedAtTheDoor = (who: Principal): boolean =>
  who.key !== undefined &&
  (who.key.state !== "valid" || (who.names !== undefined && who.names !== who.person?.defaultTenant));
