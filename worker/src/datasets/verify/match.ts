import { isNamed, strayGroup } from "./attach.ts";
import { showsAs } from "./bounds.ts";
import type { Context } from "./clauses.ts";
import { directionOf } from "./direction.ts";
import type { EvidenceNumber } from "./evidence-numbers.ts";
import type { Group } from "./groups.ts";
import type { Mention } from "./names.ts";
import type { Bound, Quantity } from "./quantity.ts";
import { durations, scaled } from "./units.ts";

/** What a number in prose is matched in. */
export interface Prose {
  text: string;
  /** The text with the names blanked. */
  bare: string;
  context: Context;
  mentions: readonly Mention[];
  /** Every group the evidence tells apart. */
  known: readonly Group[];
}

export type Match = { number: EvidenceNumber } | { reason: string };

/** How close a number came, so that the reason told is that of the best candidate. */
type Verdict = true | { rank: number; reason: string };

/**
 * The evidence a number rounds from, or why there is none. Values come before thresholds, in the order of the evidence;
 * but a number that prose bounds ("at most 25") is first of all the threshold that was filtered by.
 */
export function matchNumber(quantity: Quantity, numbers: readonly EvidenceNumber[], prose: Prose): Match {
  let best: { rank: number; reason: string } = { rank: 0, reason: "no number of the evidence rounds to it" };
  const order = { value: 0, point: 1, constant: quantity.bound === "exact" ? 2 : -1, cell: 3 };
  for (const number of [...numbers].sort((a, b) => order[a.use] - order[b.use])) {
    const verdict = judge(quantity, number, prose);
    if (verdict === true) return { number };
    if (verdict.rank > best.rank) best = verdict;
  }
  return { reason: best.reason };
}

const fail = (rank: number, reason: string): Verdict => ({ rank, reason });

function judge(quantity: Quantity, number: EvidenceNumber, prose: Prose): Verdict {
  const readings = quantity.readings.flatMap((reading) => scaled(quantity, reading, number) ?? []);
  // Names may hold words of direction ("Loss makers"): they are read without.
  const sentence = prose.bare.slice(prose.context.start, prose.context.end);
  const direction = directionOf(sentence, quantity.start - prose.context.start, quantity.end - prose.context.start);
  const bound = number.use === "constant" ? "exact" : quantity.bound;
  const fits = readings.find(({ shown, step, signed_by_word }) => {
    if (signed_by_word && Math.sign(shown) !== Math.sign(number.value)) return false;
    if (quantity.interval && shown > 0)
      return number.value > quantity.interval[0] && number.value <= quantity.interval[1];
    // A bare 0 or 100% says none or all, which nearly none or nearly all is not.
    if (bound === "exact" && !quantity.decimal && shown === 0) return number.value === 0;
    if (bound === "exact" && !quantity.decimal && shown === 1 && number.unit.kind === "share")
      return number.value >= 1 - 1e-12;
    // "over 24 months" is how long, more often than a bound.
    if (bound === "over" && durations.test(quantity.noun) && showsAs(shown, step, "exact", number.value)) return true;
    return showsAs(Math.abs(shown), step, bound, Math.abs(number.value), isSmall(number, shown) ? "small" : "value");
  });
  const at = `${number.evidence_id} (${number.path})`;
  if (!fits) return unitOnly(quantity, number, at);
  if (!fits.signed_by_word) {
    const told = sentence.slice(0, quantity.start - prose.context.start);
    const level = !number.signed && number.value > 0 && number.groups !== undefined && number.unit.kind !== "share";
    if (level && number.use !== "constant" && changing.test(told))
      return fail(3, `is told as a change, but is the level of ${at}`);
    const distance =
      number.path === "statistic" &&
      /^ (?:robust )?standard deviations? (?:off|away|apart)/.test(prose.text.slice(quantity.end));
    const wrong = distance ? undefined : signFault(quantity, number, direction);
    if (wrong) return fail(3, `${wrong} ${at}`);
  }
  const misuse = useFault(quantity, number, prose);
  if (misuse) return fail(2, `${misuse} ${at}`);
  const stray = strayGroup(number, prose.context, prose.text, quantity.start, prose.known);
  return stray === undefined ? true : fail(4, `stands with "${stray}", which ${at} is not about`);
}

/** "under 0.1%" and "p < 0.001" say that something is too small to show; "at most 25" does not, whatever p is. */
const isSmall = (number: EvidenceNumber, shown: number): boolean =>
  Math.abs(shown) <= (/^p(_adjusted)?$/.test(number.path) ? 0.05 : 0.001);

/** The digits agree with some evidence, but that is of another kind. */
function unitOnly(quantity: Quantity, number: EvidenceNumber, at: string): Verdict {
  const same = quantity.readings.some(({ value, step }) =>
    [1, 0.01].some((factor) => showsAs(value * factor, step * factor, "exact", Math.abs(number.value))),
  );
  return same ? fail(1, `is not the kind of number that ${at} is: ${number.unit.kind}`) : fail(0, "");
}

/** "fell 200,000" and "rose by 5" tell a change; "fell to 200,000" tells a level. */
const changing =
  /\b(?:fell|fall|dropped|drop|declined|decreased|lost|lose|shrank|slipped|sank|rose|rise|grew|grow|increased|gained|climbed|jumped)(?: by)?(?: (?:about|around|roughly|nearly|almost|over|under|at least|at most|more than|less than|some))?[ ($€£¥]*$/i;

function signFault(quantity: Quantity, number: EvidenceNumber, direction: -1 | 0 | 1): string | undefined {
  const wanted = wayOf(number);
  if (wanted === 0) return undefined;
  if (number.signed) {
    if (quantity.sign !== 0 && direction !== 0 && quantity.sign === -direction && direction === 1)
      return "says up and minus for";
    const said = quantity.sign || direction || 1;
    return said === wanted ? undefined : `says ${said > 0 ? "up" : "down"} for`;
  }
  if (wanted < 0) return quantity.sign === -1 || direction === -1 ? undefined : "has no minus, unlike";
  return quantity.sign === -1 ? "has a minus, unlike" : undefined;
}

/**
 * The sign prose must agree with. A difference between two times goes from the earlier to the later, however its sides
 * are written; between two groups it has no way of its own (see order.ts for "higher than"), which is 0.
 */
function wayOf(number: EvidenceNumber): number {
  const { sides, signed, unit, value } = number;
  if (!signed || !sides || unit.kind === "percent_change") return Math.sign(value);
  const [left, right] = sides.map((side) => side.groups?.find(({ span }) => span)?.span);
  if (!left || !right || left.start === right.start) return 0;
  return Math.sign(left.start > right.start ? value : -value);
}

const constantBound: Record<string, readonly Bound[]> = {
  gt: ["over"],
  gte: ["at_least"],
  lt: ["under"],
  lte: ["at_most"],
  eq: ["exact"],
  ne: ["exact"],
  in: ["exact"],
  not_in: ["exact"],
};

function useFault(quantity: Quantity, number: EvidenceNumber, prose: Prose): string | undefined {
  const { context, mentions, text } = prose;
  const sentence = text.slice(context.start, context.end);
  const before = text.slice(context.start, quantity.start);
  const names = (column: string | undefined): boolean =>
    column !== undefined &&
    (mentions.some(
      (m) => (m.name === column || m.short_for?.includes(column)) && m.start >= context.start && m.end <= context.end,
    ) ||
      sentence.toLowerCase().includes(column.toLowerCase()));
  if (number.use === "point")
    return isNamed(number, context.anywhere) ? undefined : "does not say which group it is, as";
  if (number.use === "constant") {
    if (!names(number.column)) return "is a threshold of a column that its sentence does not name:";
    const bounds = constantBound[number.condition?.is ?? ""] ?? [];
    if (!bounds.includes(quantity.bound)) return "does not bound as the filter does:";
    const placed =
      quantity.bound !== "exact" ||
      /(?:\b(?:is|are|of|at|equals?|to|or|and|not|be)|[=:,(])\s*["']?$/i.test(before) ||
      mentions.some((m) => /^["'\s]*$/.test(text.slice(m.end, quantity.start)) && m.end <= quantity.start);
    return placed ? undefined : "reads as an amount, not as the value filtered for in";
  }
  if (number.use === "cell") {
    if (number.path.endsWith("/row")) return /\brows?\b[^.;]*$/i.test(before) ? undefined : "is not called a row, as";
    return names(number.column) ? undefined : "is a cell of a column that its sentence does not name:";
  }
  return undefined;
}
