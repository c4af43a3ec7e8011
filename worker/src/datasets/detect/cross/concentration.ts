import { z } from "zod";
import type { Candidate, Detector, DetectorContext } from "../detector.ts";
import { countForShare } from "../statistics/gini.ts";
import { aggregateSql } from "../statistics/query.ts";
import { type Column, columnsOf, isOutcome, unitOf } from "./column.ts";
import { type Concentration, concentrate, resultOf } from "./concentration-test.ts";
import { count_unit, Exhibits } from "./exhibits.ts";
import { onePerCause } from "./one-per-cause.ts";
import { isPart } from "./relations/is-part.ts";
import { type Relations, relationsOf } from "./relations/relations.ts";

/** What the words of a concentration need. */
export const ConcentrationFacts = z.object({
  entity: z.string(),
  /** Null when rows are counted. */
  amount: z.string().nullable(),
  top_count: z.string(),
  all_count: z.string(),
  top_total: z.string(),
  all_total: z.string(),
  share: z.string(),
  first: z.object({ label: z.string(), share: z.string() }),
  test: z.string(),
});

const least_entities = 20;
/** More are names of rows rather than of things. */
const most_entities = 100_000;
const most_named = 200;
const most_findings = 2;

/** Few customers, products or places that hold half of a total, beyond what single large rows and chance do. */
export const concentration: Detector = {
  name: "concentration",
  async detect(context) {
    const columns = columnsOf(context);
    const relations = await relationsOf(context);
    const entities = named(columns.filter(isEntity), relations).slice(0, 12);
    const amounts = columns
      .filter(
        (c) => c.role === "amount" && c.storage === "DOUBLE" && (c.profile.min ?? -1) >= 0 && (c.profile.sum ?? 0) > 0,
      )
      .filter((c) => relations.original(c.name) === c.name && !isPart(c, columns, relations));
    const counted: (Column | undefined)[] = amounts.length > 0 ? amounts.slice(0, 4) : [undefined];
    const p_values: number[] = [];
    const candidates: Candidate[] = [];
    for (const entity of entities) {
      for (const amount of counted) {
        context.signal.throwIfAborted();
        const it = await concentrate(context.table, entity, amount);
        p_values.push(it.p);
        const half = countForShare(it.totals, 0.5);
        const few = half.count / it.totals.length;
        if (
          it.p >= 0.001 ||
          it.nonzero < 5 * it.totals.length ||
          it.totals.length < least_entities ||
          it.index < 1.5 * it.expected
        )
          continue;
        // Where the rows alone are as uneven, few entities simply occur often: that takes more to be worth telling.
        const byAmount = amount !== undefined && it.index >= 1.5 * it.by_rows;
        if (few > (byAmount ? 0.2 : 0.1) || half.count > most_named) continue;
        candidates.push(await present(context, entity, amount, it, half.count, relations));
      }
    }
    return {
      candidates: oneEach(candidates, relations),
      p_values,
      checked: p_values.length > 0 ? `${p_values.length} totals for concentration` : "",
    };
  },
};

/** One column of each code and its name, the name rather than the code. */
function named(entities: readonly Column[], relations: Relations): Column[] {
  const order = [...entities].sort(
    (a, b) => Number(a.role === "identifier") - Number(b.role === "identifier") || a.index - b.index,
  );
  const same = (a: Column, b: Column): boolean =>
    relations.determines(a.name, b.name) && relations.determines(b.name, a.name);
  return order.filter((c, i) => !order.slice(0, i).some((other) => same(c, other)));
}

/** The strongest, leaving out levels and codes of what is told already: postal codes beside cities. */
function oneEach(candidates: readonly Candidate[], relations: Relations): Candidate[] {
  const kept: Candidate[] = [];
  const entityOf = (c: Candidate): string => c.columns.at(-1) ?? "";
  for (const candidate of onePerCause(candidates, candidates.length)) {
    if (kept.some((k) => relations.nested(entityOf(k), entityOf(candidate)))) continue;
    kept.push(candidate);
  }
  return kept.slice(0, most_findings);
}

/** Things that occur again and again and have names. */
function isEntity(c: Column): boolean {
  const { unique_count: unique, count } = c.profile;
  if (!["category", "geography", "identifier", "text"].includes(c.role)) return false;
  return c.storage === "VARCHAR" || c.role === "identifier" || c.role === "geography"
    ? unique >= least_entities && unique <= Math.min(0.5 * count, most_entities)
    : false;
}

async function present(
  context: DetectorContext,
  entity: Column,
  amount: Column | undefined,
  it: Concentration,
  top: number,
  relations: Relations,
): Promise<Candidate> {
  const exhibits = new Exhibits(context.table);
  const query = amount ? { op: "sum" as const, column: amount.name } : { op: "count" as const, column: entity.name };
  const unit = amount ? unitOf(amount) : count_unit;
  const known = [{ column: entity.name, is: "present" as const }];
  const groups = await context.table.query<{ g: string; value: number | null }>(
    `SELECT g, value FROM (${aggregateSql({ ...query, filter: known }, context.table, { column: entity.name })}) WHERE value IS NOT NULL ORDER BY value DESC, g LIMIT ${top}`,
  );
  const labels = groups.map((row) => row.g);
  const first = labels[0] ?? "";
  const among = [{ column: entity.name, is: "in" as const, values: labels }];
  const what = amount?.name ?? "rows";
  const top_count = await exhibits.aggregate(
    `Largest of ${entity.name}`,
    { op: "count_distinct", column: entity.name, filter: among },
    count_unit,
  );
  const all_count = await exhibits.aggregate(
    `Different ${entity.name}`,
    { op: "count_distinct", column: entity.name },
    count_unit,
  );
  const top_total = await exhibits.aggregate(`Total of ${what} of the largest`, { ...query, filter: among }, unit);
  const all_total = await exhibits.aggregate(`Total of ${what}`, { ...query, filter: known }, unit);
  const share = exhibits.share("Their share", top_total, all_total);
  const one = await exhibits.aggregate(
    `Total of ${what}, ${first}`,
    { ...query, filter: [{ column: entity.name, is: "eq", value: first }] },
    unit,
  );
  const first_share = exhibits.share(`Share of ${first}`, one, all_total);
  const inputs = amount ? { entity: entity.name, amount: amount.name } : { entity: entity.name };
  const test = resultOf(it);
  const id = exhibits.test("Concentration against rows dealt by lot", test, inputs);
  const nested = relations.dependencies.find((d) => d.from === entity.name && relations.determines(d.to, entity.name));
  const few = top / it.totals.length;
  return {
    key: `concentration:${what}:${entity.name}`,
    kind: "concentration",
    columns: amount ? [amount.name, entity.name] : [entity.name],
    facts: {
      entity: entity.name,
      amount: amount?.name ?? null,
      top_count,
      all_count,
      top_total,
      all_total,
      share,
      first: { label: first, share: first_share },
      test: id,
    } satisfies z.infer<typeof ConcentrationFacts>,
    evidence: exhibits.list,
    p: test.p,
    effect: Math.min(
      1,
      (1 - few) *
        it.gini *
        (amount && isOutcome(amount) ? 0.8 : 0.6) *
        (entity.role === "identifier" ? 0.9 : 1) *
        (it.n / context.table.row_count),
    ),
    moved: 0.08,
    cause: `concentration:${[entity.name, nested?.to ?? entity.name].sort()[0]}`,
  };
}
