import type { Me, Membership } from "@plumbline/contracts";
import { expect, test } from "vitest";
import { currentMembership } from "./me.ts";

const membership = (
  id: string,
  status: Membership["status"],
  tenant: Membership["tenant"]["status"] = "active",
): Membership => ({
  tenant: { id, slug: id, name: id, status: tenant, created_at: "2026-11-20T12:00:00Z" },
  role: "viewer",
  status,
  created_at: "2026-11-20T12:00:00Z",
});
const me = (default_tenant_id: string | null, ...memberships: Membership[]): Me => ({
  user_id: "u",
  email: "ada@example.com",
  display_name: "",
  default_tenant_id,
  memberships,
});
const a = membership("a", "active");
const b = membership("b", "active");

test("the remembered tenant opens, else the default one, else the first", () => {
  expect(currentMembership(me("b", a, b), "a")).toBe(a);
  expect(currentMembership(me("b", a, b), null)).toBe(b);
  expect(currentMembership(me(null, a, b), null)).toBe(a);
});

test("a remembered tenant one has left, or that does not let one in, is passed over", () => {
  expect(currentMembership(me(null, a), "gone")).toBe(a);
  expect(currentMembership(me(null, membership("s", "suspended"), a), "s")).toBe(a);
  expect(currentMembership(me(null, membership("p", "active", "pending"), a), "p")).toBe(a);
});

test("nobody is let in without an active membership of an active tenant", () => {
  const waiting = [membership("p", "pending"), membership("s", "suspended"), membership("t", "active", "suspended")];
  expect(currentMembership(me("p", ...waiting), "s")).toBeUndefined();
});
