import { boundWords } from "./bounds.ts";

const down =
  "fell|falls?|falling|fallen|drop(?:s|ped|ping)?|declin(?:e|es|ed|ing)|decreas(?:e|es|ed|ing)|down|lost|los(?:e|es|ing|s|ses)|lower|less|fewer|shrank|shrinks?|shrunk|shrinking|reduc(?:ed|es|ing|tion)|slip(?:s|ped)?|sank|sinks?|slid|plunge[sd]?|dip(?:s|ped)?|tumbled|cut|below|under|smaller|shorter|deficits?|minus|slower|cheaper";
const up =
  "rose|rises?|rising|risen|grew|grows?|growing|grown|growth|increas(?:e|es|ed|ing)|up|gain(?:s|ed|ing)?|higher|more|climb(?:s|ed|ing)?|jump(?:s|ed|ing)?|add(?:s|ed)|above|over|larger|greater|bigger|longer|surge[sd]?|soared|doubl(?:ed|es|ing)|spike[sd]?|excess|surplus|faster|dearer";

const either = new RegExp(`(?<![\\p{L}-])(?:(?<down>${down})|(?<up>${up}))(?![\\p{L}])`, "giu");
const adjacent = new RegExp(
  `^[ -](?:(?:annual|yearly|monthly|weekly|daily|quarterly|net|total|year-on-year|overall|percentage|points?) )*(?:(?<down>${down})|(?<up>${up}))(?![\\p{L}])`,
  "iu",
);

const sign = (groups: Record<string, string | undefined> | undefined): -1 | 0 | 1 =>
  groups?.down ? -1 : groups?.up ? 1 : 0;

/** Which way prose says a number goes: the word right after it ("18% lower"), else the last one before it, else the next. */
export function directionOf(sentence: string, start: number, end: number): -1 | 0 | 1 {
  const right = sentence.slice(end);
  const next = sign(adjacent.exec(right)?.groups);
  if (next !== 0) return next;
  // "more than 18%" bounds the number, it says nothing of direction.
  const left = sentence.slice(0, start).replace(boundWords, (word) => " ".repeat(word.length));
  const before = [...left.matchAll(either)].at(-1);
  if (before) return sign(before.groups);
  return sign([...right.split(/[,;(]/, 1)].flatMap((part) => [...(part ?? "").matchAll(either)])[0]?.groups);
}
