import type { Filter } from "@plumbline/contracts";
import { z } from "zod";
import type { Candidate } from "../../detector.ts";
import { shownColumns } from "../column-names.ts";
import { Exhibits } from "../exhibits.ts";
import type { Check } from "./check.ts";

/** What the words of codes without their leading zeros need. */
export const LostZeroFacts = z.object({
  check: z.literal("lost_zeros"),
  column: z.string(),
  digits: z.number(),
  limit: z.number(),
  count: z.string(),
  rows: z.string(),
  share: z.string(),
});

const padded =
  /(^|[_ ])(zip|zip ?code|postal ?code|postcode|post code|plz|fips|ean|gtin|upc|isbn|ssn|cusip|icd|naics|hs ?code)([_ ]|$|code)/i;

/** Codes of a fixed number of digits, read as numbers somewhere on their way: postal code 1841 for 01841. */
export const lostZeros: Check = async (context, columns) => {
  const candidates: Candidate[] = [];
  for (const column of columns) {
    const name = column.name.replace(/([a-z])([A-Z])/g, "$1 $2").replaceAll("_", " ");
    if (!padded.test(name) || column.storage === "TIMESTAMP" || column.traits.includes("leading_zeros")) continue;
    const r = `trim(r${column.index})`;
    const lengths = await context.table.query<{ l: number; n: number; zeros: number }>(
      `SELECT length(${r}) AS l, count(*) AS n, count(*) FILTER (WHERE ${r} LIKE '0%') AS zeros FROM t WHERE regexp_full_match(${r}, '[0-9]+') GROUP BY 1 ORDER BY n DESC`,
    );
    const usual = Number(lengths[0]?.l ?? 0);
    const shorter = lengths.filter((row) => Number(row.l) < usual && Number(row.l) >= usual - 2);
    const count = shorter.reduce((sum, row) => sum + Number(row.n), 0);
    const all = lengths.reduce((sum, row) => sum + Number(row.n), 0);
    if (
      usual < 4 ||
      count === 0 ||
      count > 0.4 * all ||
      lengths.some((row) => Number(row.zeros) > 0) ||
      lengths.some((row) => Number(row.l) > usual && Number(row.n) > 0.02 * all)
    )
      continue;
    const limit = 10 ** (usual - 1);
    const exhibits = new Exhibits(context.table);
    let where: Filter = [{ column: column.name, is: "lt", value: limit }];
    if (column.storage === "VARCHAR") {
      const values = await context.table.query<{ g: string }>(
        `SELECT DISTINCT ${r} AS g FROM t WHERE regexp_full_match(${r}, '[0-9]{1,${usual - 1}}') ORDER BY g LIMIT 1000`,
      );
      where = [{ column: column.name, is: "in", values: values.map((row) => row.g) }];
    }
    const short = await exhibits.count("Codes that are too short", where);
    const rows = await exhibits.aggregate(
      `Rows with ${column.name}`,
      { op: "count", column: column.name },
      { kind: "count" },
    );
    const share = exhibits.share("Share of the rows", short, rows);
    await exhibits.rows(
      "Rows with them",
      where,
      shownColumns(
        columns,
        [column.name, ...columns.filter((c) => c.role === "geography").map((c) => c.name)].slice(0, 4),
      ),
      '"row"',
      5,
    );
    candidates.push({
      key: `inconsistent:lost_zeros:${column.name}`,
      kind: "inconsistent",
      columns: [column.name],
      facts: {
        check: "lost_zeros",
        column: column.name,
        digits: usual,
        limit,
        count: short,
        rows,
        share,
      } satisfies z.infer<typeof LostZeroFacts>,
      evidence: exhibits.list,
      p: null,
      effect: 0.3 + 0.5 * exhibits.value(share),
      moved: Math.min(0.09, exhibits.value(share)),
    });
  }
  return candidates;
};
