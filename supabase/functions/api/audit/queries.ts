import type { AuditEntry, AuditExportQuery, AuditQuery, AuditVerification } from "@plumbline/contracts";
import { every, type Query, sql } from "../platform/sql.ts";

type Filter = Omit<AuditExportQuery, "format">;

const entry = sql`a.seq, a.at, a.actor_id, a.actor_kind, coalesce(nullif(p.display_name, ''), p.email) as actor_name,
  a.actor_role, a.action, a.object_type, a.object_id, a.before, a.after, a.request_id, a.address, a.previous_hash, a.hash`;
const log = sql`public.audit_log a left join public.profiles p on p.user_id = a.actor_id`;

const matching = (f: Filter): (Query | undefined)[] => [
  f.actor_id === undefined ? undefined : sql`a.actor_id = ${f.actor_id}`,
  f.action === undefined ? undefined : sql`a.action = ${f.action}`,
  f.object_type === undefined ? undefined : sql`a.object_type = ${f.object_type}`,
  f.object_id === undefined ? undefined : sql`a.object_id = ${f.object_id}`,
  f.since === undefined ? undefined : sql`a.at >= ${f.since}`,
  f.until === undefined ? undefined : sql`a.at < ${f.until}`,
];

/** Entries before `before`, newest first; one more than the page holds. */
export const listEntries = (q: AuditQuery, before: number | undefined): Query<AuditEntry> => sql`
  select ${entry} from ${log}
  where ${every([...matching(q), before === undefined ? undefined : sql`a.seq < ${before}`])}
  order by a.seq desc limit ${q.limit + 1}`;

/** Entries after `after`, in order. */
export const nextEntries = (
  filter: Filter,
  after: number,
  until: number | Query,
  limit: number,
): Query<AuditEntry> => sql`
  select ${entry} from ${log} where ${every([...matching(filter), sql`a.seq > ${after}`, sql`a.seq <= ${until}`])}
  order by a.seq limit ${limit}`;

/** The last entry there is, 0 before the first. */
export const lastSeq = sql<{ seq: number }>`select coalesce(max(seq), 0)::bigint as seq from public.audit_log`;

export const verifyLog = sql<{ verification: AuditVerification }>`select private.verify_own_audit() as verification`;
