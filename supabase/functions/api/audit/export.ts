import type { AuditEntry, AuditExportQuery } from "@plumbline/contracts";
import type { ApiContext } from "../platform/context.ts";
import { csvLine } from "../platform/csv.ts";
import { asOwner } from "../platform/member.ts";
import { lastSeq, nextEntries } from "./queries.ts";

const pageSize = 1000;
const act = "exports the audit log";

const columns = [
  "seq",
  "at",
  "actor_id",
  "actor_kind",
  "actor_name",
  "actor_role",
  "action",
  "object_type",
  "object_id",
  "before",
  "after",
  "request_id",
  "address",
  "previous_hash",
  "hash",
] as const satisfies (keyof AuditEntry)[];

const formats = {
  csv: {
    type: "text/csv; charset=utf-8; header=present",
    head: csvLine(columns),
    line: (entry: AuditEntry) => csvLine(columns.map((name) => entry[name])),
  },
  ndjson: {
    type: "application/x-ndjson",
    head: "",
    line: (entry: AuditEntry) => `${JSON.stringify(entry)}\n`,
  },
};

/**
 * Answers the log as it is at this moment, oldest entry first, a page at a time as the reader takes them. Each page is a
 * transaction of its own: who stops being an owner gets no more. Throws before the first byte what is wrong at the start.
 */
export async function streamAudit(c: ApiContext, { format, ...filter }: AuditExportQuery): Promise<Response> {
  const { type, head, line } = formats[format];
  const [[last]] = await asOwner(c, act, lastSeq);
  const until = last?.seq ?? 0;
  const next = async (after: number) => (await asOwner(c, act, nextEntries(filter, after, until, pageSize)))[0];
  // What is wrong with the filter shows here, while the answer can still be a problem.
  let entries = await next(0);
  let first = head;
  const pull = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
    const text = first + entries.map(line).join("");
    first = "";
    if (text !== "") controller.enqueue(new TextEncoder().encode(text));
    if (entries.length < pageSize) controller.close();
    else entries = await next(entries.at(-1)?.seq ?? until);
  };
  const name = `audit-${new Date().toISOString().slice(0, 10)}.${format}`;
  return c.body(new ReadableStream({ pull }), 200, {
    "content-type": type,
    "content-disposition": `attachment; filename="${name}"`,
  });
}
