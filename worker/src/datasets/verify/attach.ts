import type { Context, GroupMention } from "./clauses.ts";
import type { EvidenceNumber } from "./evidence-numbers.ts";
import type { Group } from "./groups.ts";
import { overlaps } from "./period.ts";

/** Words before a number that take it out of the clause's group: "of 9,994 rows", "a total of", "against 612,400". */
const whole =
  /\b(?:of|out of|total|totals?|overall|in all|all|against|than|average|altogether|other)(?: (?:of|the|all|is|was|a))* ?["($€£]*$/i;

/** The group that a number is not about although its clause names it; undefined when the two agree. */
export function strayGroup(
  number: EvidenceNumber,
  context: Context,
  text: string,
  start: number,
  known: readonly Group[],
): string | undefined {
  const { groups } = number;
  if (!groups) return undefined;
  for (const [mentions, own] of [
    [context.own, true],
    [endsArrow(text, start) ? before(context, start) : context.inherited, false],
  ] as const) {
    for (const same of byDimension(mentions, known)) {
      const mine = groups.filter((group) => isOf(group, same));
      const first = same[0];
      if (!first) continue;
      // "rose in Q2 2009 (2.8% -> 14.5%)": what an arrow starts from was before.
      if (!own && same.length === 1 && first.period && leadsOn(text, start)) continue;
      const shown = text.slice(first.start, first.end);
      if (mine.length > 0) {
        if (!same.some((mention) => mine.some((group) => agrees(mention, group)))) return shown;
      } else if (own && first.start < start && !whole.test(text.slice(context.start, start))) return shown;
    }
  }
  return undefined;
}

/** "rose in Q2 2009 and stayed until Q4 2011 (2.8% -> 14.5%)": what an arrow leads to is of any group told before. */
const endsArrow = (text: string, start: number): boolean => /(?:->|→) ?[$€£]?$/.test(text.slice(0, start));
const before = ({ anywhere, start: from }: Context, to: number): GroupMention[] =>
  anywhere.filter((mention) => mention.start >= from && mention.end <= to);

const leadsOn = (text: string, start: number): boolean =>
  /^[^\s]*(?: (?!to )\p{L}+)? ?(?:->|→)/u.test(text.slice(start, start + 60));

/** Whether a number's group is named at all: what a point of a long series needs. */
export function isNamed(number: EvidenceNumber, mentions: readonly GroupMention[]): boolean {
  const last = number.groups?.at(-1);
  return last !== undefined && mentions.some((mention) => agrees(mention, last));
}

/** Mentions by the column they belong to; periods together. Groups that no evidence tells apart are left out. */
function byDimension(mentions: readonly GroupMention[], known: readonly Group[]): GroupMention[][] {
  const sets = new Map<string, GroupMention[]>();
  for (const mention of mentions) {
    if (!known.some((group) => isOf(group, [mention]))) continue;
    const key = mention.period ? "period" : mention.columns.join("\n");
    sets.set(key, [...(sets.get(key) ?? []), mention]);
  }
  return [...sets.values()];
}

const isOf = (group: Group, mentions: readonly GroupMention[]): boolean =>
  mentions.some((mention) =>
    mention.period ? group.span !== undefined : !group.span && mention.columns.includes(group.column),
  );

/** Whether a mention and a group are about the same rows. */
export function agrees(mention: GroupMention, group: Group): boolean {
  if (mention.period) return group.span !== undefined && overlaps(mention.period, group.span);
  return mention.value !== undefined && mention.columns.includes(group.column) && group.values.includes(mention.value);
}
