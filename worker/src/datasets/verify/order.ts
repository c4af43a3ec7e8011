import { agrees } from "./attach.ts";
import type { Context, GroupMention } from "./clauses.ts";
import { directionOf } from "./direction.ts";
import type { EvidenceNumber } from "./evidence-numbers.ts";

interface Matched {
  start: number;
  end: number;
  number: EvidenceNumber;
}

interface Fault {
  start: number;
  end: number;
  reason: string;
}

/** Numbers that are right by themselves and wrong together: "fell from 5 to 10", "from Q3 to Q2", "East 5, West 10" swapped. */
export function orderFaults(text: string, matched: readonly Matched[], contextAt: (at: number) => Context): Fault[] {
  const faults: Fault[] = [];
  matched.forEach((one, i) => {
    const context = contextAt(one.start);
    const next = matched[i + 1];
    if (next && next.start < context.end) {
      const fault = pairFault(text, one, next, context);
      if (fault) faults.push({ start: one.start, end: next.end, reason: fault });
    }
    const swapped = sidesFault(text, one, context);
    if (swapped) faults.push({ start: one.start, end: one.end, reason: swapped });
  });
  return faults;
}

/** "from A to B", "A -> B": the way prose says it goes, and the order of the two periods. */
function pairFault(text: string, one: Matched, next: Matched, context: Context): string | undefined {
  const between = text.slice(one.end, next.start);
  const before = text.slice(context.start, one.start);
  const arrow = /^ ?(?:->|→) ?[$€£]?$/.test(between);
  const from = /\bfrom [$€£]?$/i.test(before) && /\bto [$€£]?$/.test(between) && !/\bfrom\b/.test(between);
  if (arrow || from) {
    const direction = directionOf(before, before.length, before.length);
    const change = Math.sign(next.number.value - one.number.value);
    if (direction !== 0 && change !== 0 && direction !== change)
      return `says ${direction > 0 ? "up" : "down"}, but the numbers go the other way`;
    const first = spanOf(one.number);
    const second = spanOf(next.number);
    if (first && second && first.start > second.start) return "the earlier number must come first";
  }
  return respectiveFault(one, next, context);
}

/** Two groups and then two numbers are told in the same order. */
function respectiveFault(one: Matched, next: Matched, context: Context): string | undefined {
  const mentions = [...context.inherited, ...context.own];
  const before = mentions.filter((mention) => mention.end <= one.start);
  for (const periods of [true, false]) {
    const [first, second, more] = before.filter((mention) => (mention.period !== undefined) === periods);
    if (
      !first ||
      !second ||
      more ||
      mentions.some((mention) => mention.start > one.start && mention.start < next.start)
    )
      continue;
    const a = isAbout(one.number, first) && !isAbout(one.number, second);
    const b = isAbout(next.number, second) && !isAbout(next.number, first);
    const swapped =
      isAbout(one.number, second) &&
      !isAbout(one.number, first) &&
      isAbout(next.number, first) &&
      !isAbout(next.number, second);
    if (!(a && b) && swapped) return "the numbers stand in the other order than their groups";
  }
  return undefined;
}

/** A comparison told of the wrong side: "East is 18% higher than West" when West is, "from Q3 to Q2" when it is the other way. */
function sidesFault(text: string, one: Matched, context: Context): string | undefined {
  const { sides, unit, signed } = one.number;
  if (!sides || (!signed && unit.kind !== "ratio")) return undefined;
  const sentence = text.slice(context.start, context.end);
  // A change goes from left to right; a difference and a ratio are of the left against the right.
  const [from, to] = unit.kind === "percent_change" ? sides : [sides[1], sides[0]];
  const mentions = context.anywhere.filter((mention) => mention.start >= context.start && mention.end <= context.end);
  const [first, second] = travelled(text, mentions);
  if (
    signed &&
    first &&
    second &&
    isAbout(from, second) &&
    !isAbout(from, first) &&
    isAbout(to, first) &&
    !isAbout(to, second)
  )
    return "the two periods are the other way round in the evidence";
  const than = unit.kind === "ratio" ? { index: 0 } : /\b(?:than|that of)\b/i.exec(text.slice(one.end, context.end));
  if (!than) return undefined;
  const pivot = one.end + than.index;
  const subject = mentions.filter((mention) => !mention.period && mention.end <= one.start).at(-1);
  const object = mentions.find((mention) => !mention.period && mention.start >= pivot);
  if (!subject || !object) return undefined;
  const reversed = isAbout(to, object) && isAbout(from, subject) && !isAbout(to, subject);
  if (!reversed) return undefined;
  const same = one.number.unit.kind !== "percent_change" && one.number.unit.kind !== "ratio";
  const direction = directionOf(sentence, one.start - context.start, one.end - context.start);
  return same && direction === Math.sign(from.value - to.value)
    ? undefined
    : `is told of ${subject.value ?? "the wrong group"}, but compares the other way round`;
}

/** The two periods of "from A to B". */
function travelled(text: string, mentions: readonly GroupMention[]): (GroupMention | undefined)[] {
  const periods = mentions.filter((mention) => mention.period);
  return periods.flatMap((mention, i) => {
    const next = periods[i + 1];
    const goes =
      next &&
      /\bfrom $/i.test(text.slice(0, mention.start)) &&
      /^ (?:to|until) $/.test(text.slice(mention.end, next.start));
    return goes ? [mention, next] : [];
  });
}

const isAbout = (number: EvidenceNumber, mention: GroupMention): boolean =>
  (number.groups ?? []).some((group) => agrees(mention, group));

const spanOf = (number: EvidenceNumber) => {
  const spans = (number.groups ?? []).flatMap(({ span }) => (span ? [span] : []));
  return spans.length === 1 ? spans[0] : undefined;
};
