import { qualified, type RelationFacts } from "../catalogue.ts";
import { quote, quoteName, type Recipe } from "./values.ts";

export interface Row {
  key: string;
  facts: Record<string, unknown>;
}
export interface RowMaker {
  relation: RelationFacts;
  recipes: Map<string, Recipe>;
  /** Columns for which a value was declared: they are named even where there is a default. */
  declared: string[];
  /** A number nobody had yet. */
  next(): number;
}
export interface RowWish {
  /** SQL values that are as they are. */
  set: Record<string, string>;
  /** The row that a foreign key shall point at. */
  parent(key: RelationFacts["keys"][number]): Row | undefined;
  /** Names exactly these columns; without it those a row cannot do without, and those declared. */
  columns?: string[];
  /** Names these besides. */
  also?: string[];
}

/** An INSERT of one row that meets every constraint, or the column for which no value is known. */
export function buildRow(maker: RowMaker, wish: RowWish): { insert: string } | { missing: string } {
  const { relation, recipes } = maker;
  const values = new Map<string, string>();
  const needed = relation.columns.filter((c) => c.not_null && !c.has_default && !c.generated).map((c) => c.name);
  const wanted = wish.columns ?? [...needed, ...maker.declared];
  const named = new Set([...wanted, ...(wish.also ?? []), ...Object.keys(wish.set)]);
  for (const key of relation.keys) {
    if (key.type !== "f" || !key.columns || !key.target_columns || !key.columns.some((c) => named.has(c))) continue;
    const facts = wish.parent(key)?.facts;
    for (const [i, column] of key.columns.entries()) {
      const value = facts?.[key.target_columns[i] ?? ""];
      if (named.has(column) && value !== undefined && value !== null) values.set(column, quote(String(value)));
    }
  }
  const n = maker.next();
  for (const column of named) {
    const given = wish.set[column];
    if (given !== undefined) values.set(column, given);
    else if (!values.has(column)) {
      const recipe = isReference(relation, column) ? undefined : recipes.get(column);
      if (recipe) values.set(column, recipe(n));
      else if (relation.columns.find((c) => c.name === column)?.not_null) return { missing: column };
      else values.set(column, "null");
    }
  }
  const columns = [...values.keys()].map(quoteName).join(", ");
  return { insert: `insert into ${qualified(relation)} (${columns}) values (${[...values.values()].join(", ")})` };
}

export const isReference = (relation: RelationFacts, column: string): boolean =>
  relation.keys.some((k) => k.type === "f" && k.columns?.includes(column));

/** What is referred to before what refers to it; a table that refers to itself does not wait for itself. */
export function inOrderOfReference<T extends { relation: RelationFacts }>(places: T[]): T[] {
  const ordered = new Set<T>();
  const visit = (place: T, path: Set<T>) => {
    if (ordered.has(place) || path.has(place)) return;
    for (const key of place.relation.keys) {
      const required = key.columns?.every((c) => place.relation.columns.find((x) => x.name === c)?.not_null);
      const target = places.find((p) => qualified(p.relation) === key.target);
      if (key.type === "f" && required && target) visit(target, new Set([...path, place]));
    }
    ordered.add(place);
  };
  for (const place of places) visit(place, new Set());
  return [...ordered];
}
