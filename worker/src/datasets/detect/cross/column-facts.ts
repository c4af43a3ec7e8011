import type { Detector } from "../detector.ts";
import { columnsOf } from "./column.ts";
import { type Relations, relationsOf } from "./relations/relations.ts";

/** Relations that hold by construction, told once under the column they explain and never as findings. */
export const columnFacts: Detector = {
  name: "column_facts",
  async detect(context) {
    const relations = await relationsOf(context);
    const facts = [
      ...copies(relations),
      ...arithmetic(relations),
      ...compositions(relations),
      ...levels(relations),
      ...parts(relations),
    ];
    for (const c of columnsOf(context)) {
      if (c.profile.unique_count === 1 && c.profile.missing_count === 0)
        facts.push({ column: c.name, fact: "Has the same value in every row." });
    }
    // Names with blanks around them leave holes in a sentence.
    const told = facts.map(({ column, fact }) => ({
      column,
      fact: fact.replace(/ {2,}/g, " ").replace(/ ([.,])/g, "$1"),
    }));
    return { candidates: [], p_values: [], checked: "", facts: told };
  },
};

type Fact = { column: string; fact: string };

const copies = (relations: Relations): Fact[] =>
  relations.copies.map(({ copy, of, how }) => ({
    column: copy,
    fact: { same: `A copy of ${of}.`, rounded: `A rounded copy of ${of}.`, scaled: `${of} on another scale.` }[how],
  }));

const symbols = { product: " × ", sum: " + ", ratio: " / " };

const arithmetic = (relations: Relations): Fact[] =>
  relations.arithmetic.map((a) => ({
    column: a.total,
    fact: `${a.mismatches === 0 ? "Always" : "Nearly always"} ${a.parts.join(symbols[a.op])}.`,
  }));

const compositions = (relations: Relations): Fact[] =>
  relations.compositions.map(({ parts, sum }) => ({
    column: parts[0] ?? "",
    fact: `Adds up to ${Number(sum.toPrecision(10))} with ${list(parts.slice(1))}.`,
  }));

/** A code and its name once; levels upwards, the nearest ones in one sentence. */
function levels(relations: Relations): Fact[] {
  const facts: Fact[] = [];
  const above = new Map<string, { strict: string[]; nearly: string[] }>();
  const said = new Set<string>();
  for (const d of relations.dependencies) {
    if (relations.determines(d.to, d.from)) {
      const pair = [d.from, d.to].sort().join("\u0000");
      if (!said.has(pair))
        facts.push({
          column: d.to,
          fact: `${d.exceptions === 0 ? "One" : "Nearly always one"} for each ${d.from}, and the other way round.`,
        });
      said.add(pair);
      continue;
    }
    const nearer = relations.dependencies.some(
      (e) =>
        e.from === d.from && e.to !== d.to && relations.determines(e.to, d.to) && !relations.determines(d.to, e.to),
    );
    if (nearer) continue;
    const levels = above.get(d.from) ?? { strict: [], nearly: [] };
    (d.exceptions === 0 ? levels.strict : levels.nearly).push(d.to);
    above.set(d.from, levels);
  }
  for (const [column, { strict, nearly }] of above) {
    if (strict.length > 0) facts.push({ column, fact: `Each ${column} has one ${list(strict)}.` });
    if (nearly.length > 0) facts.push({ column, fact: `Nearly each ${column} has one ${list(nearly)}.` });
  }
  return facts;
}

const list = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;

const parts = (relations: Relations): Fact[] =>
  relations.implications.map(({ part, whole }) => ({
    column: part,
    fact: `Rows with ${part} nearly always have ${whole} too.`,
  }));
