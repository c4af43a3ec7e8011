import { z } from "zod";
import { Role } from "./members.ts";
import { Id, PageQuery, page, Timestamp } from "./pages.ts";

/** operator: the platform's, through a command; worker: a run. */
export const AuditActorKind = z.enum(["person", "service", "worker", "operator"]);
export type AuditActorKind = z.infer<typeof AuditActorKind>;

const Row = z.record(z.string(), z.unknown());

/** One change. `hash` covers everything else here, `previous_hash` with it: a chain per tenant. */
export const AuditEntry = z
  .object({
    seq: z.int(),
    at: Timestamp,
    actor_id: Id.nullable(),
    actor_kind: AuditActorKind,
    /** As the profile is today; null when it is gone. */
    actor_name: z.string().nullable(),
    /** The role at the time. */
    actor_role: Role.nullable(),
    /** `member.updated`, `api_key.created`, `settings.rolled_back`. */
    action: z.string(),
    object_type: z.string(),
    object_id: z.string(),
    before: Row.nullable(),
    after: Row.nullable(),
    request_id: z.string().nullable(),
    address: z.string().nullable(),
    previous_hash: z.string(),
    hash: z.string(),
  })
  .meta({ ref: "AuditEntry" });
export type AuditEntry = z.infer<typeof AuditEntry>;

export const AuditFilter = z.object({
  actor_id: Id.optional(),
  action: z.string().max(100).optional(),
  object_type: z.string().max(100).optional(),
  object_id: z.string().max(200).optional(),
  since: Timestamp.optional(),
  until: Timestamp.optional(),
});
export const AuditQuery = PageQuery.extend(AuditFilter.shape);
export type AuditQuery = z.infer<typeof AuditQuery>;
export const AuditExportQuery = AuditFilter.extend({ format: z.enum(["csv", "ndjson"]).default("csv") });
export type AuditExportQuery = z.infer<typeof AuditExportQuery>;

export const AuditPage = page(AuditEntry).meta({ ref: "AuditPage" });
export type AuditPage = z.infer<typeof AuditPage>;

/** Whether the chain holds. Keep `seq` and `hash` elsewhere to prove later that nothing before them was rewritten. */
export const AuditVerification = z
  .object({
    ok: z.boolean(),
    checked: z.int(),
    seq: z.int(),
    hash: z.string(),
    /** changed: the entry is not what was written; removed: it is missing; relinked: it follows another one. */
    first_broken: z.object({ seq: z.int(), reason: z.enum(["changed", "removed", "relinked"]) }).nullable(),
  })
  .meta({ ref: "AuditVerification" });
export type AuditVerification = z.infer<typeof AuditVerification>;
