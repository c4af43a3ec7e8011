import type { EvidenceNumber } from "./evidence-numbers.ts";
import type { Quantity, Reading } from "./quantity.ts";

/** A number of prose in the scale of the evidence. */
export interface Scaled {
  shown: number;
  step: number;
  /** The direction is in the word itself ("doubled", "halved"): no verb is looked for. */
  signed_by_word?: boolean;
}

const days: Record<string, number> = { day: 1, days: 1, week: 7, weeks: 7, hour: 1 / 24, hours: 1 / 24 };
export const durations = /^(?:seconds?|minutes?|hours?|days?|weeks?|months?|quarters?|years?)$/;
const units = new Set("kg g mg lb lbs oz km mi ft cm mm kw mw kwh mwh hz rpm bar psi mpg gb mb kb °c °f".split(" "));
const rows = /^(?:rows?|records?|lines?)$/;
const times_nouns = /^(?:lower|less|smaller|fewer|shorter|cheaper|slower)$/;

/** What prose would claim the evidence to be, or undefined when the two are of different kinds: a count is not a share. */
export function scaled(quantity: Quantity, reading: Reading, number: EvidenceNumber): Scaled | undefined {
  const { unit } = number;
  const { value, step } = reading;
  if (reading.unit !== undefined && reading.unit !== unit.symbol) return undefined;
  const as = (factor: number): Scaled => ({ shown: value * factor, step: step * factor });
  // A share of the rows is a count of rows over another one.
  if (
    (quantity.kind === "fraction" || quantity.kind === "percent") &&
    rows.test(quantity.of) &&
    unit.kind === "share" &&
    number.sides
  )
    if (!number.sides.every((side) => side.counts_rows)) return undefined;
  const loose = number.use === "constant" || number.use === "cell";
  switch (quantity.kind) {
    case "percent":
      if (unit.kind === "share" || unit.kind === "percent_change") return as(0.01);
      if (loose) return Math.abs(number.value) <= 1 ? as(0.01) : as(1);
      return unit.kind === "number" && unit.symbol === "%" ? as(1) : undefined;
    case "points":
      if (unit.kind === "percentage_points") return as(0.01);
      return unit.kind === "number" && unit.symbol === "%" && number.signed ? as(1) : undefined;
    case "currency":
      if (loose) return as(1);
      return unit.kind === "currency" && (unit.symbol ?? quantity.currency) === quantity.currency ? as(1) : undefined;
    case "times":
      return factor(quantity, reading, number);
    case "fraction":
      if (unit.kind === "share" || unit.kind === "percent_change") return as(1);
      return unit.kind === "ratio" ? as(1) : undefined;
    case "ordinal":
      return quantity.noun === "percentile" && number.path === "query/q" ? as(0.01) : undefined;
    case "plain":
      return plain(quantity, as, number);
    case "period":
      return undefined;
  }
}

function factor(quantity: Quantity, { value, step }: Reading, number: EvidenceNumber): Scaled | undefined {
  const kind = number.unit.kind;
  if (kind === "ratio") return times_nouns.test(quantity.noun) ? undefined : { shown: value, step };
  if (kind === "percent_change" && quantity.change) return { shown: value - 1, step, signed_by_word: true };
  return undefined;
}

function plain(quantity: Quantity, as: (factor: number) => Scaled, number: EvidenceNumber): Scaled | undefined {
  const { unit } = number;
  const noun = rows.test(quantity.of) ? quantity.of : quantity.noun;
  switch (unit.kind) {
    case "count":
      return rows.test(noun) && !number.counts_rows && number.path !== "n" && !/results|inputs/.test(number.path)
        ? undefined
        : as(1);
    case "number":
      if (unit.symbol === "%") return undefined;
      if (rows.test(noun) && number.use === "value" && !/results|inputs/.test(number.path)) return undefined;
      if (unit.symbol && units.has(noun) && noun !== unit.symbol.toLowerCase()) return undefined;
      return as(1);
    case "currency":
      return durations.test(noun) || rows.test(noun) ? undefined : as(1);
    case "share":
    case "ratio":
      return quantity.decimal && (unit.kind === "ratio" || as(1).shown <= 1) ? as(1) : undefined;
    case "duration_days": {
      const factor = days[noun];
      return factor === undefined ? undefined : as(factor);
    }
    default:
      return undefined;
  }
}
