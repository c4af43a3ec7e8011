import { z } from "zod";
import { quote } from "../../table/table.ts";
import type { Candidate, Detector, DetectorContext } from "../detector.ts";
import { categoryExpression } from "../statistics/query.ts";
import { type Column, columnsOf } from "./column.ts";
import { count_unit, Exhibits } from "./exhibits.ts";
import { type Relations, relationsOf } from "./relations/relations.ts";

/** What the words of a conflict need: a key that names different rows, or a code with more than one name. */
export const KeyConflictFacts = z.object({
  shape: z.enum(["repeated_key", "code_names"]),
  key: z.string(),
  /** The column that disagrees; null for whole rows. */
  other: z.string().nullable(),
  conflicting: z.string(),
  keys: z.string(),
  rows: z.string(),
  total_rows: z.string(),
});

const most_findings = 3;

/** A column that should name each row once but does not, and codes that stand for more than one name. */
export const keyConflict: Detector = {
  name: "key_conflict",
  async detect(context) {
    const columns = columnsOf(context);
    const relations = await relationsOf(context);
    const candidates: Candidate[] = [];
    for (const key of columns.filter(isKey)) {
      context.signal.throwIfAborted();
      const found = await repeatedKey(context, columns, key);
      if (found) candidates.push(found);
    }
    for (const [from, to] of codes(columns, relations)) {
      context.signal.throwIfAborted();
      const found = await codeNames(context, from, to);
      if (found) candidates.push(found);
    }
    candidates.sort((a, b) => b.effect - a.effect);
    return { candidates: candidates.slice(0, most_findings), p_values: [], checked: "keys and codes" };
  },
};

const keyName = /(^|[_ ])(id|key|number|no|nr|code|uuid|guid|sku|index|reference|ref)$|Id$|ID$/;

/** Names nearly every row once: a transaction number, not a customer's. */
function isKey(c: Column): boolean {
  const { unique_count: unique, count } = c.profile;
  if (unique === count || count < 50 || unique < 0.95 * count) return false;
  return c.role === "identifier" || (keyName.test(c.name) && c.storage === "VARCHAR");
}

/** Pairs where one determines the other but for a few exceptions: product number and product name. */
function codes(columns: readonly Column[], relations: Relations): [Column, Column][] {
  const byName = new Map(columns.map((c) => [c.name, c]));
  return relations.dependencies.flatMap((d): [Column, Column][] => {
    const [from, to] = [byName.get(d.from), byName.get(d.to)];
    if (!from || !to || d.exceptions === 0 || !(from.role === "identifier" || keyName.test(from.name))) return [];
    // A name beside its code repeats about as often; a coarser level (a customer's segment) may change over time.
    return to.profile.unique_count >= 0.5 * from.profile.unique_count ? [[from, to]] : [];
  });
}

async function repeatedKey(
  context: DetectorContext,
  columns: readonly Column[],
  key: Column,
): Promise<Candidate | undefined> {
  const others = columns.filter((c) => c !== key).map((c) => `r${c.index}`);
  if (others.length === 0) return undefined;
  const g = categoryExpression(key);
  const conflicts = await context.table.query<{ g: string }>(
    `WITH again AS MATERIALIZED (SELECT ${g} AS g FROM t GROUP BY 1 HAVING count(*) > 1)
     SELECT g FROM (SELECT ${g} AS g, hash(${others.join(", ")}) AS h FROM t WHERE ${g} IN (SELECT g FROM again))
     GROUP BY g HAVING min(h) <> max(h) ORDER BY g`,
  );
  return conflicts.length === 0
    ? undefined
    : present(
        context,
        key,
        null,
        conflicts.map((row) => row.g),
      );
}

async function codeNames(context: DetectorContext, from: Column, to: Column): Promise<Candidate | undefined> {
  const conflicts = await context.table.query<{ g: string }>(
    `SELECT g FROM (SELECT ${categoryExpression(from)} AS g, ${categoryExpression(to)} AS h FROM t) WHERE g IS NOT NULL AND h IS NOT NULL
     GROUP BY g HAVING count(DISTINCT h) > 1 ORDER BY g`,
  );
  return conflicts.length < Math.max(2, 0.002 * from.profile.unique_count)
    ? undefined
    : present(
        context,
        from,
        to,
        conflicts.map((row) => row.g),
      );
}

/** How many of the keys in conflict evidence lists; more are counted in the test only. */
const most_listed = 500;

async function present(
  context: DetectorContext,
  key: Column,
  other: Column | null,
  labels: string[],
): Promise<Candidate> {
  const exhibits = new Exhibits(context.table);
  const listed = labels.slice(0, most_listed);
  const among = [{ column: key.name, is: "in" as const, values: listed }];
  const conflicting = await exhibits.aggregate(
    `${key.name} in conflict`,
    { op: "count_distinct", column: key.name, filter: among },
    count_unit,
  );
  const keys = await exhibits.aggregate(
    `Different ${key.name}`,
    { op: "count_distinct", column: key.name },
    count_unit,
  );
  const rows = await exhibits.count("Rows with them", among);
  const total_rows = await exhibits.count("Rows");
  const order = `${listed.length < 50 ? `list_position([${listed.map(quote).join(", ")}], ${categoryExpression(key)})` : categoryExpression(key)}`;
  await exhibits.rows(
    "Rows in conflict",
    among,
    [
      key.name,
      ...(other
        ? [other.name]
        : context.table.columns
            .slice(0, 6)
            .map((c) => c.name)
            .filter((n) => n !== key.name)),
    ],
    order,
  );
  const share = labels.length / Math.max(1, key.profile.unique_count);
  return {
    key: `key_conflict:${key.name}:${other?.name ?? ""}`,
    kind: "key_conflict",
    columns: other ? [key.name, other.name] : [key.name],
    facts: {
      shape: other ? "code_names" : "repeated_key",
      key: key.name,
      other: other?.name ?? null,
      conflicting,
      keys,
      rows,
      total_rows,
    } satisfies z.infer<typeof KeyConflictFacts>,
    evidence: exhibits.list,
    p: null,
    effect: Math.min(1, (other ? 0.25 : 0.4) + share),
    moved: Math.max(other ? 0.01 : 0.05, exhibits.value(rows) / context.table.row_count),
    cause: `key:${key.name}`,
  };
}
