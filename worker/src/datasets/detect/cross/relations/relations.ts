import type { Table } from "../../../table/table.ts";
import type { DetectorContext } from "../../detector.ts";
import { type Column, columnsOf, isFlag, isZeroOne } from "../column.ts";
import { sampleOf } from "../sample.ts";
import { type Arithmetic, findArithmetic, numericOf } from "./arithmetic.ts";
import { type Composition, findCompositions } from "./compositions.ts";
import { type Copy, findCopies } from "./copies.ts";
import { type Dependency, findDependencies, findImplications, type Implication } from "./dependencies.ts";

/** What columns have to do with one another by construction: facts about the file, never insights. */
export class Relations {
  readonly arithmetic: readonly Arithmetic[];
  readonly compositions: readonly Composition[];
  readonly copies: readonly Copy[];
  readonly dependencies: readonly Dependency[];
  readonly implications: readonly Implication[];
  /** The columns looked at, in the file's order. */
  readonly names: readonly string[];
  readonly #trivial = new Set<string>();

  constructor(
    found: Pick<Relations, "arithmetic" | "compositions" | "copies" | "dependencies" | "implications" | "names">,
  ) {
    this.names = found.names;
    this.arithmetic = found.arithmetic;
    this.compositions = found.compositions;
    this.copies = found.copies;
    this.dependencies = found.dependencies;
    this.implications = found.implications;
    for (const a of found.arithmetic) {
      const members = [a.total, ...ingredients(a, found.arithmetic)];
      for (const x of members) for (const y of members) this.#trivial.add(pairKey(x, y));
    }
    const sums = found.arithmetic.filter((a) => a.op === "sum");
    for (const a of sums)
      for (const b of sums) {
        const outer = ingredients(b, sums);
        if (a !== b && ingredients(a, sums).some((part) => outer.includes(part)))
          this.#trivial.add(pairKey(a.total, b.total));
      }
    for (const { parts } of found.compositions)
      for (const x of parts) for (const y of parts) this.#trivial.add(pairKey(x, y));
    for (const c of found.copies) this.#trivial.add(pairKey(c.copy, c.of));
    for (const d of found.dependencies) this.#trivial.add(pairKey(d.from, d.to));
    for (const i of found.implications) this.#trivial.add(pairKey(i.part, i.whole));
  }

  /** One is a copy, a part, a code, a level of the other: that they go together is no news. */
  trivial(a: string, b: string): boolean {
    return this.#aliases(a).some((x) => this.#aliases(b).some((y) => x === y || this.#trivial.has(pairKey(x, y))));
  }

  /** The column and what holds the same as it. */
  #aliases(name: string): string[] {
    const original = this.original(name);
    return [...new Set([name, original, ...this.copies.flatMap((c) => (c.of === original ? [c.copy] : []))])];
  }

  /** The column that says the same in a more exact or earlier form; the name itself when there is none. */
  original(name: string): string {
    return this.copies.find((c) => c.copy === name)?.of ?? name;
  }

  /** Every value of `from` has one value of `to`, nearly or strictly. */
  determines(from: string, to: string): boolean {
    return this.dependencies.some((d) => d.from === from && d.to === to);
  }

  /** One is a level of the other, as city and state, or a code for it. */
  nested(a: string, b: string): boolean {
    return this.determines(a, b) || this.determines(b, a);
  }
}

/** Its parts, and what these are made of themselves. */
function ingredients(made: Arithmetic, all: readonly Arithmetic[]): string[] {
  const found = new Set(made.parts);
  for (const part of found) for (const a of all) if (a.total === part) for (const inner of a.parts) found.add(inner);
  return [...found];
}

const pairKey = (a: string, b: string): string => (a < b ? `${a}\u0000${b}` : `${b}\u0000${a}`);

const known = new WeakMap<Table, Promise<Relations>>();

/** The relations of a table, found once. */
export function relationsOf(context: DetectorContext): Promise<Relations> {
  let relations = known.get(context.table);
  if (!relations) {
    relations = findRelations(context);
    known.set(context.table, relations);
  }
  return relations;
}

async function findRelations(context: DetectorContext): Promise<Relations> {
  const sample = sampleOf(context.table);
  const columns = columnsOf(context).slice(0, 60);
  const numeric = [];
  const flags = [];
  const identifiers = new Set(columns.filter((c) => c.role === "identifier").map((c) => c.name));
  sample.readNumbers(columns.filter((c) => c.storage === "DOUBLE" || c.storage === "TIMESTAMP"));
  for (const column of columns.filter((c) => c.storage === "DOUBLE" && c.profile.unique_count > 1)) {
    const values = await sample.numbers(column);
    if (isFlag(column) && isZeroOne(column)) flags.push({ column, values });
    else numeric.push(numericOf(column.name, values));
  }
  context.signal.throwIfAborted();
  const coded = [];
  const codable = columns.filter(isCodable);
  sample.readCodes(codable);
  for (const column of codable) coded.push({ column, coded: await sample.codes(column) });
  context.signal.throwIfAborted();
  const copies = findCopies(numeric);
  // A column on another scale may still be what a total was made of.
  const copied = new Set(copies.filter((c) => c.how !== "scaled").map((c) => c.copy));
  return new Relations({
    names: columns.map((c) => c.name),
    compositions: findCompositions(numeric),
    copies,
    arithmetic: findArithmetic(numeric.filter((n) => !copied.has(n.name) && !identifiers.has(n.name))),
    dependencies: findDependencies(coded),
    implications: findImplications(flags),
  });
}

/** Repeats often enough to be a code for something, and is not a number measured finely. */
function isCodable(c: Column): boolean {
  const { unique_count: unique, count } = c.profile;
  if (unique < 2 || unique > 20_000) return false;
  if (c.storage === "VARCHAR" || c.storage === "BOOLEAN" || c.role === "identifier") return unique <= 0.8 * count;
  return c.storage === "DOUBLE" && unique <= Math.min(200, count / 20);
}
