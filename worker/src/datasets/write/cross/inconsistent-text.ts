import { LostZeroFacts } from "../../detect/cross/inconsistent/lost-zeros.ts";
import { MixedUnitFacts } from "../../detect/cross/inconsistent/mixed-units.ts";
import { PlaceholderFacts } from "../../detect/cross/inconsistent/placeholder-words.ts";
import { SpellingFacts } from "../../detect/cross/inconsistent/spellings.ts";
import { formatCount, formatShare } from "../format.ts";
import { list } from "../list.ts";
import type { KindWriter } from "../writer.ts";
import { name, numberOf, shown, testOf } from "./shown.ts";

export const writePlaceholders: KindWriter = (finding) => {
  const it = PlaceholderFacts.parse(finding.facts);
  const { cells_count = 0, columns_count = 0, first_lost_share = 0 } = testOf(finding, it.test).results;
  const words = it.words.map(name).join(" or ");
  const most = it.columns.slice(0, 3);
  const [first] = most;
  const columns = columns_count === 1 ? name(first?.column ?? "") : `${formatCount(columns_count)} columns`;
  const lost =
    first && first_lost_share >= 0.1
      ? `With its empty cells, ${name(first.column)} has no value in ${formatShare(first_lost_share)} of the rows.`
      : "Counts by these columns carry them along as groups.";
  return {
    title: `${words} stands for a value in ${formatCount(cells_count)} cells of ${columns}`,
    summary: `Most are in ${list(most.map((c) => `${name(c.column)} (${shown(finding, c.count)}, ${shown(finding, c.share)} of the rows)`))}. ${lost}`,
    next_steps: [
      "Read these words as missing before grouping or counting.",
      "Ask the owner of the source what the words say: a failed export, or an unknown value.",
    ],
  };
};

export const writeMixedUnits: KindWriter = (finding) => {
  const it = MixedUnitFacts.parse(finding.facts);
  const { results } = testOf(finding, it.test);
  const column = name(it.column);
  const counts = it.units.map(({ unit, key }) => `${unit} in ${formatCount(results[key] ?? 0)} rows`);
  return {
    title: `${column} mixes ${it.what}: ${list(counts)}`,
    summary: `${shown(finding, it.rows)} rows have ${column}. Its sum, mean and order mean nothing while the ${it.what} differ.`,
    next_steps: [
      `Convert ${column} to the same ${it.what} before using it.`,
      `Ask whether the unit or the number is wrong.`,
    ],
  };
};

export const writeLostZeros: KindWriter = (finding) => {
  const it = LostZeroFacts.parse(finding.facts);
  const column = name(it.column);
  return {
    title: `${shown(finding, it.count)} values of ${column} are shorter than the others: their leading zeros are lost (${shown(finding, it.share)})`,
    summary: `${shown(finding, it.count)} of ${shown(finding, it.rows)} rows have a ${column} below the usual length. They will not match another table that kept the zeros.`,
    next_steps: [`Pad ${column} with zeros before joining on it.`, `Import ${column} as text next time.`],
  };
};

export const writeSpellings: KindWriter = (finding) => {
  const it = SpellingFacts.parse(finding.facts);
  const [variant, usual] = apart(it.variant, it.usual);
  const column = name(it.column);
  return {
    title: `${column} has ${shown(finding, it.spellings)} ${numberOf(finding, it.spellings) === 1 ? "spelling" : "spellings"} beside the usual, as "${variant}" of "${usual}"`,
    summary: `${shown(finding, it.count)} of ${shown(finding, it.rows)} rows (${shown(finding, it.share)}) have a spelling that differs in case, spaces, punctuation or a letter. Groups by ${column} split what belongs together.`,
    next_steps: [
      `Bring ${column} to the same spelling before grouping by it.`,
      `Offer a list to pick from where ${column} is typed in.`,
    ],
  };
};

const longest = 32;

/** Two spellings, cut to where they differ when they are long. */
function apart(variant: string, usual: string): [string, string] {
  if (variant.length <= longest && usual.length <= longest) return [variant, usual];
  let same = 0;
  while (same < variant.length && variant[same] === usual[same]) same += 1;
  const start = Math.max(0, usual.slice(0, Math.max(0, same - 12)).lastIndexOf(" ") + 1);
  const cut = (text: string): string =>
    `${start > 0 ? "..." : ""}${text.slice(start, start + longest)}${text.length > start + longest ? "..." : ""}`;
  return [cut(variant), cut(usual)];
}
