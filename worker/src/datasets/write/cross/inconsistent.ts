import type { KindWriter, Words } from "../writer.ts";
import { writeDateOrder, writeDayMonth, writeOddDates } from "./inconsistent-dates.ts";
import { writeImpossible, writeScaleSlip, writeSentinel, writeTotals } from "./inconsistent-numbers.ts";
import { writeLostZeros, writeMixedUnits, writePlaceholders, writeSpellings } from "./inconsistent-text.ts";

const checks: Record<string, KindWriter> = {
  placeholders: writePlaceholders,
  impossible: writeImpossible,
  date_order: writeDateOrder,
  totals: writeTotals,
  mixed_units: writeMixedUnits,
  sentinel: writeSentinel,
  scale: writeScaleSlip,
  odd_dates: writeOddDates,
  day_month: writeDayMonth,
  lost_zeros: writeLostZeros,
  spellings: writeSpellings,
};

/** Values that cannot be right, in the words of the check that found them. */
export const writeInconsistent: KindWriter = (finding): Words => {
  const write = checks[String(finding.facts.check)];
  if (!write) throw new Error(`no words for the check ${String(finding.facts.check)}`);
  return write(finding);
};
