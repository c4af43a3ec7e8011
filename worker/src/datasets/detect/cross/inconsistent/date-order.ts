import type { Condition } from "@plumbline/contracts";
import { z } from "zod";
import type { Candidate } from "../../detector.ts";
import { aggregateSql } from "../../statistics/query.ts";
import type { Column } from "../column.ts";
import { shownColumns } from "../column-names.ts";
import { Exhibits } from "../exhibits.ts";
import type { Check } from "./check.ts";

/** What the words of an end before its start need. */
export const DateOrderFacts = z.object({
  check: z.literal("date_order"),
  start: z.string(),
  end: z.string(),
  count: z.string(),
  rows: z.string(),
  share: z.string(),
});

const starts =
  /start|begin|from|order|open|admi|hire|birth|born|depart|check.?in|created|issued|request|pickup|enter|valid.?from|join/i;
const ends =
  /end|finish|until|to$|ship|deliver|close|discharge|leave|death|died|arriv|check.?out|complet|resolved|due|return|dropoff|exit|expir|valid.?to|updated|terminat/i;

/** Nothing but first days of a year: such a date is a year, and any day of that year is later. */
const isYears = ({ profile }: Column): boolean =>
  profile.unique_count <= 300 && [profile.min_date, profile.max_date].every((date) => date?.slice(4, 10) === "-01-01");

/** Rows where an end comes before its start, for two dates that otherwise nearly always come in one order. */
export const dateOrder: Check = async (context, columns) => {
  const dates = columns.filter((c) => c.storage === "TIMESTAMP" && !isYears(c));
  const candidates: Candidate[] = [];
  for (const [i, a] of dates.entries()) {
    for (const b of dates.slice(i + 1)) {
      context.signal.throwIfAborted();
      const count = async (op: "lt" | "gt"): Promise<number> => {
        const filter: Condition[] = [{ column: b.name, is: "compare", op, other: a.name }];
        const [row] = await context.table.query<{ value: number }>(
          aggregateSql({ op: "count", filter }, context.table),
        );
        return Number(row?.value ?? 0);
      };
      const [before, after] = [await count("lt"), await count("gt")];
      const [start, end, wrong, right] =
        before <= after ? [a.name, b.name, before, after] : [b.name, a.name, after, before];
      // Names that say which is the start allow more exceptions than two dates of unknown meaning.
      const most = starts.test(start) && ends.test(end) ? 0.25 : 0.02;
      if (wrong === 0 || right < 30 || wrong > most * (wrong + right)) continue;
      const where: Condition[] = [{ column: end, is: "compare", op: "lt", other: start }];
      const exhibits = new Exhibits(context.table);
      const wrongRows = await exhibits.count(`Rows where ${end} is before ${start}`, where);
      const rows = await exhibits.count("Rows with both dates", [
        { column: start, is: "present" },
        { column: end, is: "present" },
      ]);
      const share = exhibits.share("Share of the rows", wrongRows, rows);
      await exhibits.rows("Rows in the wrong order", where, shownColumns(columns, [start, end]));
      const moved = exhibits.value(share);
      candidates.push({
        key: `inconsistent:date_order:${start}:${end}`,
        kind: "inconsistent",
        columns: [end, start],
        facts: { check: "date_order", start, end, count: wrongRows, rows, share } satisfies z.infer<
          typeof DateOrderFacts
        >,
        evidence: exhibits.list,
        p: null,
        effect: Math.min(1, 0.4 + moved),
        moved,
      });
    }
  }
  return candidates;
};
