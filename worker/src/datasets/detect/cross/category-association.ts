import type { Filter } from "@plumbline/contracts";
import { z } from "zod";
import type { Candidate, Detector, DetectorContext } from "../detector.ts";
import { type CategoryTest, categoryTest, compareCategories } from "./category-test.ts";
import { type Column, columnsOf, isFlag, isGrouping } from "./column.ts";
import { Exhibits } from "./exhibits.ts";
import { onePerCause } from "./one-per-cause.ts";
import { relationsOf } from "./relations/relations.ts";
import { sampleOf } from "./sample.ts";

/** What the words of two categories that depend on one another need. */
export const CategoryFacts = z.object({
  shape: z.literal("categories"),
  a: z.string(),
  b: z.string(),
  a_label: z.string(),
  b_label: z.string(),
  /** Share of b's value where a has its value, and elsewhere. */
  inside: z.string(),
  outside: z.string(),
  rows: z.string(),
  test: z.string(),
});

const least_v = 0.15;
/** From here on one category is a level of the other but for slips: a fact of the file, no finding. */
const most_v = 0.9;
const most_findings = 3;

/** Two categories of three and more values that do not occur independently. Flags are compared as shares elsewhere. */
export const categoryAssociation: Detector = {
  name: "category_association",
  async detect(context) {
    const relations = await relationsOf(context);
    const columns = columnsOf(context).filter((c) => isGrouping(c) && !isFlag(c) && c.profile.unique_count <= 40);
    const p_values: number[] = [];
    const candidates: Candidate[] = [];
    for (const [i, a] of columns.entries()) {
      for (const b of columns.slice(i + 1)) {
        if (relations.trivial(a.name, b.name)) continue;
        context.signal.throwIfAborted();
        const test = await compareCategories(sampleOf(context.table), a.name, b.name);
        if (!test) continue;
        p_values.push(test.p);
        if (test.p < 0.001 && test.v >= least_v && test.v < most_v && test.v - 3.3 / Math.sqrt(test.n) > 0.05)
          candidates.push(await present(context, a, b, test));
      }
    }
    return {
      candidates: onePerCause(candidates, most_findings),
      p_values,
      checked: p_values.length > 0 ? `${p_values.length} pairs of categories` : "",
    };
  },
};

async function present(context: DetectorContext, a: Column, b: Column, test: CategoryTest): Promise<Candidate> {
  const exhibits = new Exhibits(context.table);
  const share = async (label: string, here: Filter) => {
    const hits = await exhibits.count(`${b.name} ${test.cell.b}, ${label}`, [
      ...here,
      { column: b.name, is: "eq", value: test.cell.b },
    ]);
    const rows = await exhibits.aggregate(
      `Rows, ${label}`,
      { op: "count", column: b.name, filter: here },
      { kind: "count" },
    );
    return { rows, share: exhibits.share(`Share of ${test.cell.b}, ${label}`, hits, rows) };
  };
  const inside = await share(test.cell.a, [{ column: a.name, is: "eq", value: test.cell.a }]);
  const outside = await share("elsewhere", [{ column: a.name, is: "ne", value: test.cell.a }]);
  const inputs = { a: a.name, b: b.name };
  const id = exhibits.test("Dependence of the two categories", await categoryTest(context.table, inputs), inputs);
  return {
    key: `association:${a.name}:${b.name}`,
    kind: "association",
    columns: [b.name, a.name],
    facts: {
      shape: "categories",
      a: a.name,
      b: b.name,
      a_label: test.cell.a,
      b_label: test.cell.b,
      inside: inside.share,
      outside: outside.share,
      rows: inside.rows,
      test: id,
    } satisfies z.infer<typeof CategoryFacts>,
    evidence: exhibits.list,
    p: test.p,
    effect: Math.min(1, test.v * 0.75),
    moved: Math.min(0.09, test.v * 0.25),
    cause: `pair:${[a.name, b.name].sort().join(":")}`,
  };
}
