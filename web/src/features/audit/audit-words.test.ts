import type { AuditEntry } from "@plumbline/contracts";
import { expect, test } from "vitest";
import { actorName, namesIn, objectName, shownChanges, tellingChanges } from "./audit-words.ts";

const ada = "6d1c1f5e-0000-4000-8000-000000000001";
const entry = (part: Partial<AuditEntry>): AuditEntry => ({
  seq: 1,
  at: "2026-11-20T10:00:00.000Z",
  actor_id: ada,
  actor_kind: "person",
  actor_name: "Ada",
  actor_role: "owner",
  action: "member.updated",
  object_type: "member",
  object_id: ada,
  before: null,
  after: null,
  request_id: null,
  address: null,
  previous_hash: "",
  hash: "",
  ...part,
});
const names = new Map([[ada, "Ada Lovelace"]]);

test("an object is called by its own name, then by the member's, then by its id", () => {
  expect(objectName(entry({ after: { name: "ERP" } }), names)).toBe("ERP");
  expect(objectName(entry({ before: { email: "g@example.com" } }), names)).toBe("g@example.com");
  expect(objectName(entry({}), names)).toBe("Ada Lovelace");
  expect(objectName(entry({}), new Map())).toBe("6d1c1f5e");
  expect(objectName(entry({ object_id: "insights" }), names)).toBe("insights");
});

test("a change without a name is called as another entry calls the same thing", () => {
  const made = entry({ object_id: "k", after: { name: "ERP" } });
  const revoked = entry({ object_id: "k", before: { revoked_at: null }, after: { revoked_at: "now" } });
  expect(objectName(revoked, namesIn([revoked, made]))).toBe("ERP");
});

test("ids and bookkeeping are left out of what changed, unless there is nothing else", () => {
  const made = entry({ before: null, after: { id: "x", tenant_id: "t", role: "viewer", approved_by: ada } });
  expect(shownChanges(tellingChanges(made, names))).toEqual([
    { name: "role", before: undefined, after: "viewer" },
    { name: "approved_by", before: undefined, after: "Ada Lovelace" },
  ]);
  expect(tellingChanges(entry({ before: { user_id: "a" }, after: { user_id: "b" } }), names)).toHaveLength(1);
});

test("a setting is called as in its form", () => {
  const saved = entry({ before: { value: { limit: 40 } }, after: { value: { limit: 30 } } });
  expect(shownChanges(tellingChanges(saved, names))).toEqual([{ name: "limit", before: "40", after: "30" }]);
});

test("an actor without a name is told by kind", () => {
  expect(actorName(entry({ actor_name: null, actor_kind: "operator" }))).toBe("The platform's operator");
  expect(actorName(entry({ actor_name: "" }))).toBe("Somebody who has left");
});
