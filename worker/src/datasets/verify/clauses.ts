import type { Mention } from "./names.ts";
import type { Period } from "./period.ts";
import { blank, type Quantity } from "./quantity.ts";

/** A group that prose names: a value of a column, or a period. */
export interface GroupMention {
  start: number;
  end: number;
  columns: readonly string[];
  value?: string;
  period?: Period;
}

/** The words a number stands among. */
export interface Context {
  /** Offsets of the sentence. */
  start: number;
  end: number;
  /** Groups named in the number's own clause. */
  own: GroupMention[];
  /** Groups of the clauses before it: periods when its own names none, values when its own names none. */
  inherited: GroupMention[];
  /** Groups named anywhere in the text. */
  anywhere: GroupMention[];
}

const sentenceEnd = /(?<!\bvs|\bapprox|\bno)[.!?;](?=\s|$)/gi;
const separators =
  /,(?=\s)|:(?=\s)|[()]| ->| →|\s(?:and|or|while|but|whereas|against|versus|vs\.?|compared (?:with|to)|than)(?=\s)/gi;

/** Groups named in prose: values, periods, and the hours of a day. */
export function groupMentions(mentions: readonly Mention[], quantities: readonly Quantity[]): GroupMention[] {
  const values = mentions
    .filter((mention) => mention.values_of.length > 0)
    .map(({ start, end, name, values_of }): GroupMention => ({ start, end, columns: values_of, value: name }));
  const periods = quantities.flatMap((q): GroupMention[] =>
    q.period ? [{ start: q.start, end: q.end, columns: [], period: q.period }] : [],
  );
  return [...values, ...periods].sort((a, b) => a.start - b.start);
}

/** Cuts prose into sentences and clauses. Two groups joined by "and" ("Q2 and Q3 2017") stay in one clause. */
export function contexts(
  text: string,
  mentions: readonly GroupMention[],
  quantities: readonly Quantity[],
): (at: number) => Context {
  let bare = text;
  for (const { start, end } of [...mentions, ...quantities]) bare = blank(bare, start, end);
  const ends = [...[...bare.matchAll(sentenceEnd)].map((match) => match.index + 1), text.length];
  const cuts = [...bare.matchAll(separators)]
    .filter((match) => !joins(match.index, match.index + match[0].length, bare, mentions))
    .map((match) => match.index + match[0].length);
  return (at) => {
    const end = ends.find((offset) => offset > at) ?? text.length;
    const start = ends.filter((offset) => offset <= at).at(-1) ?? 0;
    const inside = [start, ...cuts.filter((cut) => cut > start && cut < end), end];
    const clause = inside.findLastIndex((cut) => cut <= at);
    const within = (i: number): GroupMention[] =>
      mentions.filter((mention) => mention.start >= (inside[i] ?? end) && mention.start < (inside[i + 1] ?? end));
    const own = within(Math.max(0, clause));
    const inherited: GroupMention[] = [];
    // What a clause leaves out, the nearest one before it has said: the period, or the group.
    for (const temporal of [true, false]) {
      const same = (list: GroupMention[]): GroupMention[] =>
        list.filter(({ period }) => (period !== undefined) === temporal);
      if (same(own).length > 0) continue;
      for (let i = clause - 1; i >= 0; i--) {
        const said = same(within(i));
        inherited.push(...said);
        if (said.length > 0) break;
      }
    }
    return { start, end, own, inherited, anywhere: [...mentions] };
  };
}

/** Whether a separator stands between two groups of one list: nothing but it and quotes between them. */
function joins(start: number, end: number, bare: string, mentions: readonly GroupMention[]): boolean {
  const before = mentions.filter((mention) => mention.end <= start).at(-1);
  const after = mentions.find((mention) => mention.start >= end);
  if (!before || !after || (before.period === undefined) !== (after.period === undefined)) return false;
  return /^["'”’]?$/.test(bare.slice(before.end, start)) && /^\s*["'“‘]?$/.test(bare.slice(end, after.start));
}
