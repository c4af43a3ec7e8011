import type { Condition } from "@plumbline/contracts";
import { z } from "zod";
import type { Candidate } from "../../detector.ts";
import { placesOf } from "../../statistics/places.ts";
import { type Column, isMeasured, unitOf } from "../column.ts";
import { shownColumns } from "../column-names.ts";
import { Exhibits } from "../exhibits.ts";
import { sampleOf } from "../sample.ts";
import type { Check } from "./check.ts";

/** What the words of values on another scale than the rest need. */
export const ScaleSlipFacts = z.object({
  check: z.literal("scale"),
  column: z.string(),
  side: z.enum(["high", "low"]),
  count: z.string(),
  rows: z.string(),
  share: z.string(),
  /** The value of the slipped part that is nearest to the rest, and the end of the rest. */
  nearest: z.string(),
  rest: z.string(),
  all: z.string(),
  without: z.string(),
});

const least_ratio = 20;
const widest_rest = 10;
const most_share = 0.25;

/** Part of a column lies a factor of twenty and more away from the rest, which itself spans less than ten: a lost decimal point. */
export const scaleSlips: Check = async (context, columns) => {
  const candidates: Candidate[] = [];
  for (const column of columns.filter(
    (c) => isMeasured(c) && (c.profile.min ?? 0) > 0 && c.profile.unique_count >= 10,
  )) {
    context.signal.throwIfAborted();
    const values = await sampleOf(context.table).numbers(column);
    const slip = findSlip(placesOf(values).sorted);
    if (slip) candidates.push(await present(context, columns, column, slip));
  }
  return candidates;
};

interface Slip {
  side: "high" | "low";
  nearest: number;
}

function findSlip(sorted: Float64Array): Slip | undefined {
  let [at, ratio] = [0, 0];
  for (let i = 1; i < sorted.length; i += 1) {
    const step = (sorted[i] ?? 0) / (sorted[i - 1] ?? 0);
    if (step > ratio) [at, ratio] = [i, step];
  }
  const n = sorted.length;
  if (ratio < least_ratio || n < 50) return undefined;
  const high = at > n / 2;
  const minority = high ? n - at : at;
  const spread = high ? (sorted[at - 1] ?? 0) / (sorted[0] ?? 1) : (sorted[n - 1] ?? 0) / (sorted[at] ?? 1);
  if (minority < 2 || minority > most_share * n || spread > widest_rest) return undefined;
  return { side: high ? "high" : "low", nearest: sorted[high ? at : at - 1] ?? 0 };
}

async function present(
  context: Parameters<Check>[0],
  columns: readonly Column[],
  column: Column,
  slip: Slip,
): Promise<Candidate> {
  const { name } = column;
  const high = slip.side === "high";
  const there: Condition = { column: name, is: high ? "gte" : "lte", value: slip.nearest };
  const elsewhere: Condition = { column: name, is: high ? "lt" : "gt", value: slip.nearest };
  const exhibits = new Exhibits(context.table);
  const unit = unitOf(column);
  const count = await exhibits.count("Rows on another scale", [there]);
  const rows = await exhibits.aggregate(`Rows with ${name}`, { op: "count", column: name }, { kind: "count" });
  const share = exhibits.share("Share of the rows", count, rows);
  const nearest = await exhibits.aggregate(
    "Nearest of them",
    { op: high ? "min" : "max", column: name, filter: [there] },
    unit,
  );
  const rest = await exhibits.aggregate(
    "End of the rest",
    { op: high ? "max" : "min", column: name, filter: [elsewhere] },
    unit,
  );
  const all = await exhibits.aggregate(`Mean of ${name}`, { op: "mean", column: name }, unit);
  const without = await exhibits.aggregate(
    `Mean of ${name} without them`,
    { op: "mean", column: name, filter: [elsewhere] },
    unit,
  );
  await exhibits.rows("Rows on another scale", [there], shownColumns(columns, [name]));
  const moved = Math.min(
    1,
    Math.abs(exhibits.value(all) - exhibits.value(without)) / Math.max(1e-12, Math.abs(exhibits.value(without))),
  );
  return {
    key: `inconsistent:scale:${name}`,
    kind: "inconsistent",
    columns: [name],
    facts: {
      check: "scale",
      column: name,
      side: slip.side,
      count,
      rows,
      share,
      nearest,
      rest,
      all,
      without,
    } satisfies z.infer<typeof ScaleSlipFacts>,
    evidence: exhibits.list,
    p: null,
    effect: Math.min(1, 0.5 + moved),
    moved: Math.max(moved, exhibits.value(share)),
    cause: `extreme:${name}`,
  };
}
