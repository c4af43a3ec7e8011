import { Id, Timestamp } from "@plumbline/contracts";
import { z } from "zod";
import type { ApiContext } from "./context.ts";
import { readAsMember } from "./member.ts";
import { invalid } from "./problem.ts";
import { type Query, sql } from "./sql.ts";

/** Where a page ended: the created_at, the position among those of one moment where rows have one, and the id. */
const Cursor = z.tuple([Timestamp, Id, z.int().nonnegative()]);

interface Placed {
  created_at: string;
  id: string;
  position?: number;
}

interface Page<Row> {
  items: Row[];
  next_cursor: string | null;
}

/** One page of a list as the signed-in member sees it; `list` asks for `limit + 1` rows after the cursor. */
export async function pageAsMember<Asked extends { limit: number }, Row extends Placed>(
  c: ApiContext,
  list: (asked: Asked) => Query<Row>,
  asked: Asked,
): Promise<Page<Row>> {
  const [rows] = await readAsMember(c, list(asked));
  return cutPage(rows, asked.limit);
}

/** Cuts a page out of `limit + 1` rows; there is a next page when the extra one came. */
export function cutPage<Row extends Placed>(rows: Row[], limit: number): Page<Row> {
  if (rows.length <= limit) return { items: rows, next_cursor: null };
  // Shortened in place: the driver's array class is slow to copy.
  rows.length = limit;
  const items = rows;
  const last = items.at(-1);
  if (last === undefined) return { items, next_cursor: null };
  const place: z.infer<typeof Cursor> = [last.created_at, last.id, last.position ?? 0];
  return { items, next_cursor: btoa(JSON.stringify(place)).replaceAll("+", "-").replaceAll("/", "_") };
}

/**
 * The condition for what comes after the cursor, newest first. `table` is the alias whose created_at, (position) and id
 * order the page. Throws invalid_request when the cursor was not made by `cutPage`.
 */
export function afterCursor(cursor: string | undefined, table: Query, positioned = false): Query | undefined {
  if (cursor === undefined) return undefined;
  const [at, id, position] = read(cursor);
  const then = positioned
    ? sql`(${table}.position, ${table}.id) > (${position}, ${id}::uuid)`
    : sql`${table}.id > ${id}::uuid`;
  // The first half is an index condition; the second settles what was created at the same moment.
  return sql`${table}.created_at <= ${at} and (${table}.created_at < ${at} or ${then})`;
}

function read(cursor: string): z.infer<typeof Cursor> {
  try {
    return Cursor.parse(JSON.parse(atob(cursor.replaceAll("-", "+").replaceAll("_", "/"))));
  } catch {
    throw invalid("The cursor is not valid", [
      { location: "query/cursor", message: "not a cursor of this API", fix: "Take next_cursor from the last page" },
    ]);
  }
}
