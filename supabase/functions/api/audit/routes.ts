import { AppError, AuditExportQuery, AuditPage, AuditQuery, AuditVerification } from "@plumbline/contracts";
import { z } from "zod";
import { router } from "../platform/context.ts";
import { operation } from "../platform/describe.ts";
import { query } from "../platform/input.ts";
import { asMember, asOwner } from "../platform/member.ts";
import { invalid } from "../platform/problem.ts";
import { streamAudit } from "./export.ts";
import { listEntries, verifyLog } from "./queries.ts";

export const audit = router();

audit.get(
  "/",
  operation({
    tag: "audit",
    summary: "Who changed what, when and from where",
    answer: { status: 200, description: "Entries, newest first", schema: AuditPage },
    problems: ["forbidden"],
  }),
  query(AuditQuery),
  async (c) => {
    const page = c.req.valid("query");
    const [rows] = await asOwner(c, "reads the audit log", listEntries(page, readCursor(page.cursor)));
    const items = rows.slice(0, page.limit);
    const last = items.at(-1);
    return c.json({ items, next_cursor: rows.length > page.limit && last ? String(last.seq) : null });
  },
);

audit.get(
  "/export",
  operation({
    tag: "audit",
    summary: "The audit log as a file, oldest entry first",
    answer: {
      status: 200,
      description: "Streamed. CSV marks cells that begin like a formula with an apostrophe; NDJSON is exact",
      media: "text/csv",
    },
    problems: ["forbidden"],
    more: {
      responses: {
        200: {
          description: "Streamed. CSV marks cells that begin like a formula with an apostrophe; NDJSON is exact",
          content: {
            "text/csv": { schema: { type: "string" } },
            "application/x-ndjson": { schema: { type: "string" } },
          },
        },
      },
    },
  }),
  query(AuditExportQuery),
  async (c) => streamAudit(c, c.req.valid("query")),
);

audit.get(
  "/verification",
  operation({
    tag: "audit",
    summary: "Whether the chain of the audit log holds, and where it first does not",
    answer: {
      status: 200,
      description: "The verdict, with the last link to keep elsewhere",
      schema: AuditVerification,
    },
    problems: ["forbidden"],
  }),
  async (c) => {
    const [[row]] = await asMember(c, verifyLog);
    if (row === undefined) throw new AppError("not_found", "There is no audit log");
    return c.json(row.verification);
  },
);

const Cursor = z.coerce.number().int().min(1);

function readCursor(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  const parsed = Cursor.safeParse(cursor);
  if (parsed.success) return parsed.data;
  throw invalid("The cursor is not valid", [
    { location: "query/cursor", message: "not a cursor of this API", fix: "Take next_cursor from the last page" },
  ]);
}
