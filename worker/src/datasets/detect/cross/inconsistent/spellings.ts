import { z } from "zod";
import type { Candidate, DetectorContext } from "../../detector.ts";
import type { Column } from "../column.ts";
import { count_unit, Exhibits } from "../exhibits.ts";
import { most_values, valueCounts } from "../value-counts.ts";
import type { Check } from "./check.ts";
import { oneSlip } from "./one-slip.ts";

/** What the words of values spelled several ways need. */
export const SpellingFacts = z.object({
  check: z.literal("spellings"),
  column: z.string(),
  /** The usual spelling and one of the others, of the value it concerns most. */
  usual: z.string(),
  variant: z.string(),
  /** Rows with a spelling that is not the usual one of its value, and how many such spellings there are. */
  count: z.string(),
  spellings: z.string(),
  rows: z.string(),
  share: z.string(),
});

/** A slip or two in a large file is not worth a reader's time. */
const least_rows = 3;
const most_for_slips = 300;

interface Variant {
  usual: string;
  variant: string;
  count: number;
}

/** Values of a category that differ only in case, spaces or punctuation, or by one letter from one that is far more frequent. */
export const spellings: Check = async (context, columns) => {
  const candidates: Candidate[] = [];
  for (const column of columns) {
    if (column.storage !== "VARCHAR" || !["category", "geography", "flag", "text"].includes(column.role)) continue;
    if (
      column.profile.unique_count > Math.min(most_values, 0.5 * column.profile.count) ||
      column.traits.some((t) => ["email", "url", "uuid", "json"].includes(t))
    )
      continue;
    context.signal.throwIfAborted();
    const variants = await variantsOf(context, column);
    const rows = variants.reduce((sum, v) => sum + v.count, 0);
    if (rows >= least_rows) candidates.push(await present(context, column, variants));
  }
  return candidates;
};

async function variantsOf({ table }: DetectorContext, column: Column): Promise<Variant[]> {
  const values = await valueCounts(table, column);
  const usual = new Map<string, { g: string; n: number }>();
  const found: Variant[] = [];
  for (const { value: g, count: n } of values) {
    const key = keyOf(g);
    const first = usual.get(key);
    if (key === "" || !first) usual.set(key, { g, n });
    // gA and ga may be two codes among many; Berlin and BERLIN are one city, m and M one answer of a few.
    else if (g.length > 2 || values.length <= 6) found.push({ usual: first.g, variant: g, count: n });
  }
  if (usual.size <= most_for_slips && column.role !== "text") found.push(...slips([...usual.values()]));
  return found.sort((a, b) => b.count - a.count || (a.variant < b.variant ? -1 : 1));
}

/** Letters and digits in lower case without accents: what two spellings of one value share. Codes with digits stay as they are. */
function keyOf(text: string): string {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  // 1.5 and 15, A-1 and A1, C++ and C are different things.
  return /[0-9+#<>=%]/.test(plain)
    ? plain.replace(/\s+/g, " ").trim()
    : plain.replace(/&/g, " and ").replace(/[^\p{L}]+/gu, "");
}

/** A rare value one slip of the finger away from a frequent one: Calfornia. */
function slips(values: readonly { g: string; n: number }[]): Variant[] {
  const found: Variant[] = [];
  for (const rare of values) {
    if (rare.g.length < 6 || !/^[\p{L}\s'-]+$/u.test(rare.g)) continue;
    const near = values.find(
      (other) => other.n >= 20 * rare.n && other.n >= 30 && oneSlip(other.g.toLowerCase(), rare.g.toLowerCase()),
    );
    if (near) found.push({ usual: near.g, variant: rare.g, count: rare.n });
  }
  return found;
}

async function present(context: DetectorContext, column: Column, variants: readonly Variant[]): Promise<Candidate> {
  const exhibits = new Exhibits(context.table);
  const listed = variants.slice(0, 200).map((v) => v.variant);
  const among = [{ column: column.name, is: "in" as const, values: listed }];
  const count = await exhibits.count("Rows with another spelling", among);
  const spellings = await exhibits.aggregate(
    "Spellings that are not the usual one",
    { op: "count_distinct", column: column.name, filter: among },
    count_unit,
  );
  const rows = await exhibits.aggregate(`Rows with ${column.name}`, { op: "count", column: column.name }, count_unit);
  const share = exhibits.share("Share of the rows", count, rows);
  await exhibits.rows("Rows with another spelling", among, [column.name]);
  const [first] = variants;
  const moved = exhibits.value(share);
  return {
    key: `inconsistent:spellings:${column.name}`,
    kind: "inconsistent",
    columns: [column.name],
    facts: {
      check: "spellings",
      column: column.name,
      usual: first?.usual ?? "",
      variant: first?.variant ?? "",
      count,
      spellings,
      rows,
      share,
    } satisfies z.infer<typeof SpellingFacts>,
    evidence: exhibits.list,
    p: null,
    effect: Math.min(1, 0.3 + moved),
    moved,
  };
}
