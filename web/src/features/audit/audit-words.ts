import type { AuditActorKind, AuditEntry } from "@plumbline/contracts";
import { type Change, changesBetween, valueWords } from "../../lib/changes.ts";
import { shortId } from "../../lib/format.ts";
import type { ShownChange } from "../../ui/change-list.tsx";

/** What the log records, as a filter offers it. */
export const knownActions = [
  "api_key.created",
  "api_key.updated",
  "feature.created",
  "feature.deleted",
  "feature.updated",
  "invitation.created",
  "invitation.updated",
  "member.created",
  "member.deleted",
  "member.updated",
  "settings.rolled_back",
  "settings.updated",
  "tenant.updated",
];
export const knownTypes = ["api_key", "feature", "invitation", "member", "settings", "tenant"];

const nobody: Record<AuditActorKind, string> = {
  person: "Somebody who has left",
  service: "A service that is gone",
  worker: "The worker",
  operator: "The platform's operator",
};

/** Who did it: the name, or what is known without one. */
export const actorName = (entry: AuditEntry): string => entry.actor_name || nobody[entry.actor_kind];

const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

/** What it was done to: a name where the entry, or the list of members, has one. */
export function objectName(entry: AuditEntry, names: ReadonlyMap<string, string>): string {
  const row = { ...entry.before, ...entry.after };
  const known = text(row.name) ?? text(row.email) ?? names.get(entry.object_id);
  return known ?? (/^[0-9a-f]{8}-/.test(entry.object_id) ? shortId(entry.object_id) : entry.object_id);
}

/** What the entries themselves call things by: an entry of a change has the changed columns alone. */
export function namesIn(entries: readonly AuditEntry[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const entry of entries) {
    const row = { ...entry.before, ...entry.after };
    const name = text(row.name) ?? text(row.email);
    if (name !== undefined && !found.has(entry.object_id)) found.set(entry.object_id, name);
  }
  return found;
}

/** Columns that say where a row is, not what it says. */
const places = /^(id|tenant_id|user_id|created_at|updated_at|changed_at|changed_by|version)$/;

/** What changed, the telling things only; ids of people become their names. */
export function tellingChanges(entry: AuditEntry, names: ReadonlyMap<string, string>): Change[] {
  const all = changesBetween(entry.before, entry.after);
  // What was made is called by its name in the column before this one already.
  const title = entry.before === null && all.length > 1 ? /^(name|email|key)$/ : /^$/;
  const telling = all.filter(({ name }) => !places.test(name) && !title.test(name));
  const named = (value: unknown): unknown => (typeof value === "string" ? (names.get(value) ?? value) : value);
  return (telling.length > 0 ? telling : all).map(({ name, before, after }) => ({
    name: name.replace(/^value\./, ""),
    before: named(before),
    after: named(after),
  }));
}

/** Changes as the list shows them. */
export const shownChanges = (changes: readonly Change[]): ShownChange[] =>
  changes.map(({ name, before, after }) => ({
    name,
    before: before === undefined ? undefined : valueWords(before),
    after: after === undefined ? undefined : valueWords(after),
  }));
