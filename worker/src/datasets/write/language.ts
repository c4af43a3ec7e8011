import type { Finding } from "@plumbline/contracts";
import { maskNames, namesOf } from "../verify/names.ts";
import type { Words } from "./writer.ts";

/** Adjectives and adverbs that say more than numbers can. */
const empty =
  /\b(?:interesting(?:ly)?|notabl[ey]|remarkabl[ey]|surprising(?:ly)?|dramatic(?:ally)?|drastic(?:ally)?|huge|massive(?:ly)?|substantial(?:ly)?|considerabl[ey]|striking(?:ly)?|alarming(?:ly)?|impressive(?:ly)?|robust(?! standard)|clearly|obviously|very|extremely|crucial|insightful|concerning|worrying)\b/i;
const significant = /\bsignifican(?:t|tly|ce)\b/i;
const causal =
  /\b(?:caus(?:e|es|ed|ing)|leads? to|led to|due to|because|drives?|driven by|results? in|resulted in|resulting from|thanks to|makes? .{1,20} (?:rise|fall|grow)|impacts?|affects?|influences?|as a result)\b/i;
const hollow = /\b(?:the dataset contains|patterns? (?:in|of)|correlation detected|insights? into)\b/i;
/** Kinds that are told of things found together: never as cause and effect. */
const associations = new Set<Finding["kind"]>([
  "association",
  "simpson_reversal",
  "group_difference",
  "missing_data",
  "seasonality",
  "trend",
]);

export const most_words = 45;
/** Long names of columns need room; past this a title is no title. */
const most_title_characters = 180;

/** What is wrong with the words by the house rules; empty when nothing is. Names of the data are left out of the check. */
export function languageFaults(words: Words, finding: Pick<Finding, "kind" | "columns" | "evidence">): string[] {
  const faults: string[] = [];
  const say = (bad: boolean, fault: string): void => {
    if (bad) faults.push(fault);
  };
  const names = namesOf(finding, { row_count: 0, columns: finding.columns });
  const without = (text: string): string => maskNames(text, names).rest;
  const told = `${without(words.title)}\n${without(words.summary)}`;
  const bare = [told, ...words.next_steps.map(without)].join("\n");
  say(words.title.trim() === "" || words.summary.trim() === "", "a title and a summary are needed");
  say(/[.!?]$/.test(words.title.trim()), "the title has no full stop");
  say(words.title.length > most_title_characters, "the title is too long");
  say(countWords(words.summary) > most_words, `the summary has more than ${most_words} words`);
  say(!/[.]["')”]?$/.test(words.summary.trim()), "the summary ends with a full stop");
  for (const text of [words.title, words.summary, ...words.next_steps]) {
    say(/^\p{Ll}/u.test(without(text)), "a sentence starts with a capital letter");
    say(/!|\p{Extended_Pictographic}|—/u.test(text), "no exclamation, emoji or long dash");
  }
  say(words.next_steps.length === 0 || words.next_steps.length > 4, "one to four next steps");
  say(empty.test(bare), `"${empty.exec(bare)?.[0]}" says more than numbers can`);
  say(hollow.test(bare), `"${hollow.exec(bare)?.[0]}" says nothing`);
  const tested = finding.evidence.some((one) => one.kind === "test" && one.p !== null);
  say(significant.test(bare) && !tested, "significant without a test");
  say(
    associations.has(finding.kind) && causal.test(told),
    `"${causal.exec(told)?.[0]}" tells an association as a cause`,
  );
  return [...new Set(faults)];
}

/** Words of a text as a reader counts them: "612,400 -> 502,100" is two. */
export const countWords = (text: string): number =>
  text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
