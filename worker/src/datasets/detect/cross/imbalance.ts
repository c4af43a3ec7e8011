import type { Scalar } from "@plumbline/contracts";
import { z } from "zod";
import type { Candidate, Detector, DetectorContext } from "../detector.ts";
import { aggregateSql } from "../statistics/query.ts";
import { type Column, columnsOf, isFlag } from "./column.ts";
import { Exhibits } from "./exhibits.ts";
import { relationsOf } from "./relations/relations.ts";

/** What the words of an unbalanced outcome need. */
export const ImbalanceFacts = z.object({
  column: z.string(),
  value: z.string(),
  rare: z.string(),
  rows: z.string(),
  share: z.string(),
});

const rare = 0.05;
const event =
  /surviv|churn|fail|default|fraud|return|cancel|convert|conversion|success|outcome|target|label|defect|error|complain|attrition|respon|damage|accident|claim|sick|disease|won|paid/i;

/** Outcomes of two values of which one is so rare that it limits what can be learned about it. */
export const imbalance: Detector = {
  name: "imbalance",
  async detect(context) {
    const relations = await relationsOf(context);
    const columns = columnsOf(context).filter((c) => isFlag(c) && event.test(c.name) && c.profile.count >= 200);
    const candidates: Candidate[] = [];
    for (const column of columns) {
      // A kind of failure among failures is rare whenever failures are.
      if (relations.implications.some((i) => i.part === column.name)) continue;
      const least = await leastValue(context, column);
      if (least.count > 0 && least.count < rare * column.profile.count)
        candidates.push(await present(context, column, least.value));
    }
    return {
      candidates: candidates.slice(0, 1),
      p_values: [],
      checked:
        columns.length > 0
          ? `the balance of ${columns.length === 1 ? "one outcome" : `${columns.length} outcomes`}`
          : "",
    };
  },
};

/** The rarer value of a column of two, as a filter writes it. */
async function leastValue({ table }: DetectorContext, column: Column): Promise<{ value: Scalar; count: number }> {
  const values: Scalar[] =
    column.storage === "BOOLEAN"
      ? [true, false]
      : column.profile.top.map((t) => (column.storage === "DOUBLE" ? Number(t.value) : t.value));
  let least: { value: Scalar; count: number } | undefined;
  for (const value of values) {
    const filter = [{ column: column.name, is: "eq" as const, value }];
    const [row] = await table.query<{ value: number }>(aggregateSql({ op: "count", filter }, table));
    if (!least || Number(row?.value ?? 0) < least.count) least = { value, count: Number(row?.value ?? 0) };
  }
  return least ?? { value: "", count: 0 };
}

async function present(context: DetectorContext, column: Column, value: Scalar): Promise<Candidate> {
  const exhibits = new Exhibits(context.table);
  const few = await exhibits.count(`Rows with ${column.name} ${value}`, [{ column: column.name, is: "eq", value }]);
  const rows = await exhibits.aggregate(
    `Rows with ${column.name}`,
    { op: "count", column: column.name },
    { kind: "count" },
  );
  const share = exhibits.share("Share of the rows", few, rows);
  return {
    key: `imbalance:${column.name}`,
    kind: "imbalance",
    columns: [column.name],
    facts: { column: column.name, value: String(value), rare: few, rows, share } satisfies z.infer<
      typeof ImbalanceFacts
    >,
    evidence: exhibits.list,
    p: null,
    effect: 0.15,
    moved: 0,
  };
}
