import { createHash } from "node:crypto";
import { z } from "zod";
import type { RelationFacts } from "../catalogue.ts";
import type { Session } from "../session.ts";

type Column = RelationFacts["columns"][number];

/** A value for a column as SQL; `n` makes those of the same recipe differ. */
export type Recipe = (n: number) => string;

export const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;
export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const hex = (n: number) => createHash("sha256").update(`check-rls ${n}`).digest("hex");
const letters = (n: number) =>
  `qa${hex(n)
    .replaceAll(/[0-9]/g, (d) => "ghijklmnop"[Number(d)] ?? "q")
    .slice(0, 10)}`;

/** Recipes worth trying for a type, the likeliest first. Checks decide which is taken; literals in them are tried too. */
function candidates(column: Column, checks: string[]): Recipe[] {
  const type = column.type.replace(/\(.*\)/, "");
  const named = checks.flatMap((check) => [...check.matchAll(/'((?:[^']|'')*)'/g)].map((m) => m[1] ?? ""));
  const numbers = checks.flatMap((check) => [...check.matchAll(/-?\d+(?:\.\d+)?/g)].map((m) => m[0]));
  const fixed =
    (text: string): Recipe =>
    () =>
      text;
  if (column.labels) return column.labels.map((label) => fixed(quote(label)));
  if (type.endsWith("[]")) return [fixed("'{}'"), fixed("'{1}'")];
  switch (type) {
    case "uuid":
      return [(n) => quote(hex(n).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, "$1-$2-4$3-8$4-$5"))];
    case "text":
    case "character varying":
    case "citext":
      return [
        ...[letters, hex, (n: number) => `${letters(n)}@example.com`, (n: number) => letters(n).slice(0, 3)].map(
          (make): Recipe =>
            (n) =>
              quote(make(n)),
        ),
        (n) => quote(`pl_${letters(n).slice(2, 8)}`),
        (n) => quote(`${letters(n)}.qa@1`),
        ...named.map((text) => fixed(`'${text}'`)),
        fixed("''"),
      ];
    case "smallint":
    case "integer":
    case "bigint":
      return [
        (n) => String(1000 + (n % 30_000)),
        (n) => String(1 + (n % 100)),
        fixed("1"),
        fixed("0"),
        ...numbers.map(fixed),
      ];
    case "real":
    case "double precision":
    case "numeric":
      return [fixed("0.5"), fixed("1"), fixed("0"), ...numbers.map(fixed)];
    case "boolean":
      return [fixed("true"), fixed("false")];
    case "json":
    case "jsonb":
      return [fixed("'{}'"), fixed("'[]'"), fixed("'[{}]'"), fixed("'\"qa\"'"), fixed("1")].map(
        (make): Recipe =>
          (n) =>
            `${make(n)}::${type}`,
      );
    case "bytea":
      return [(n) => `'\\x${hex(n)}'`];
    case "date":
    case "timestamp with time zone":
    case "timestamp without time zone":
      return [fixed("now()"), fixed("now() + interval '1 day'")];
    case "interval":
      return [fixed("'1 hour'")];
    case "inet":
      return [fixed("'127.0.0.1'")];
    case "vector":
    case "halfvec":
    case "extensions.vector":
    case "extensions.halfvec": {
      const dimensions = Number(/\((\d+)\)/.exec(column.type)?.[1] ?? 3);
      return [fixed(`'[${Array.from({ length: dimensions }, () => 1).join(",")}]'`)];
    }
    case "tsvector":
      return [fixed("''")];
    default:
      return [];
  }
}

/**
 * Finds for each column a recipe that meets the checks on that column alone, by asking the database. A column without
 * one is left out: `sample` (SQL values by column) must then name it.
 */
export async function findRecipes(
  session: Session,
  relation: RelationFacts,
  sample: Record<string, string>,
): Promise<Map<string, Recipe>> {
  const recipes = new Map<string, Recipe>();
  const open: { column: string; recipe: Recipe; condition: string }[] = [];
  for (const column of relation.columns) {
    const declared = sample[column.name];
    if (declared !== undefined) {
      recipes.set(column.name, () => declared);
      continue;
    }
    const alone = relation.keys.filter(
      (k) => k.type === "c" && k.columns?.length === 1 && k.columns[0] === column.name,
    );
    const checks = alone.flatMap((k) => (k.expression === null ? [] : [k.expression]));
    const options = candidates(column, checks);
    if (checks.length === 0 && options[0]) recipes.set(column.name, options[0]);
    else {
      for (const recipe of options) {
        const typed = `select (${recipe(0)})::${column.type} as ${quoteName(column.name)}`;
        open.push({
          column: column.name,
          recipe,
          condition: `select ${checks.map((c) => `(${c})`).join(" and ")} from (${typed}) t`,
        });
      }
    }
  }
  if (open.length === 0) return recipes;
  const questions = open.map((o) => `pg_temp.holds(${quote(o.condition)})`);
  const [row] = await session.unsafe(`select jsonb_build_array(${questions.join(", ")}) as holds`);
  const { holds } = z.object({ holds: z.array(z.boolean()) }).parse(row);
  for (const [i, { column, recipe }] of open.entries()) {
    if (holds[i] && !recipes.has(column)) recipes.set(column, recipe);
  }
  return recipes;
}
