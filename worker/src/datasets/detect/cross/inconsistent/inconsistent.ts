import type { Candidate, Detector } from "../../detector.ts";
import { columnsOf } from "../column.ts";
import { onePerCause } from "../one-per-cause.ts";
import { relationsOf } from "../relations/relations.ts";
import type { Check } from "./check.ts";
import { dateOrder } from "./date-order.ts";
import { dayMonthOrder } from "./day-month-order.ts";
import { impossibleValues } from "./impossible-values.ts";
import { lostZeros } from "./lost-zeros.ts";
import { mixedUnits } from "./mixed-units.ts";
import { oddDates } from "./odd-dates.ts";
import { placeholderWords } from "./placeholder-words.ts";
import { scaleSlips } from "./scale-slips.ts";
import { sentinels } from "./sentinels.ts";
import { spellings } from "./spellings.ts";
import { totals } from "./totals.ts";

const checks: Check[] = [
  mixedUnits,
  placeholderWords,
  sentinels,
  scaleSlips,
  impossibleValues,
  dateOrder,
  oddDates,
  dayMonthOrder,
  totals,
  lostZeros,
  spellings,
];

const most_findings = 10;

/** Values that cannot be right, or that cannot all be: everything that follows from the data without any chance. */
export const inconsistent: Detector = {
  name: "inconsistent",
  async detect(context) {
    const columns = columnsOf(context);
    const relations = await relationsOf(context);
    const candidates: Candidate[] = [];
    for (const check of checks) candidates.push(...(await check(context, columns, relations)));
    // A column full of ERROR has invalid cells for that reason.
    const placeholders = new Set(candidates.filter((c) => c.cause === "placeholders").flatMap((c) => c.columns));
    const kept = candidates.filter(
      (c) => !(c.key.startsWith("inconsistent:invalid:") && c.columns.some((name) => placeholders.has(name))),
    );
    return { candidates: onePerCause(kept, most_findings), p_values: [], checked: "values that cannot be right" };
  },
};
