import { AppError } from "@plumbline/contracts";
import { sql } from "./sql.ts";

/** What the caller may do in the tenant, for routes that have to know before the database refuses. */
export interface CallerRole {
  editor: boolean;
  owner: boolean;
}

/** One row; none for somebody who is no member of the tenant, so it can stand first in `readAsMember`. */
export const callerRole = sql<CallerRole>`select (select private.tenant_id('editor')) is not null as editor,
  (select private.tenant_id('owner')) is not null as owner where (select private.tenant_id()) is not null`;

/** Throws forbidden unless the caller is an owner; `act` as in "changes pipelines", the words the database uses too. */
export function requireOwner(role: CallerRole | undefined, act: string): void {
  if (!role?.owner) throw new AppError("forbidden", `Only an owner ${act}`, { fix: "Ask an owner of this tenant" });
}

/** Throws forbidden unless the caller is at least an editor. */
export function requireEditor(role: CallerRole | undefined, act: string): void {
  if (!role?.editor) {
    throw new AppError("forbidden", `Only editors and owners ${act}`, { fix: "Ask an owner for the editor role" });
  }
}
