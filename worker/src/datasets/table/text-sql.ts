import { trimmed } from "./missing.ts";
import { quote } from "./table.ts";

/** So many odd texts are told by name in SQL. */
export const fewTexts = 20;

/** White space at either end. The first test is for ASCII; a byte length unlike the length says there is more. */
export const untrimmed = (x: string) =>
  `(case when strlen(${x}) = length(${x}) then ${x} < '!' or ${x}[-1] < '!' else ${trimmed(x)} <> ${x} end)`;

/** The text without white space at its ends. */
export const trimmedWhere = (x: string) => `(case when ${untrimmed(x)} then ${trimmed(x)} else ${x} end)`;

/** The trimmed text of a cell, null when missing. A few odd texts are replaced by name; trimming every cell costs more. */
export function textSql(r: string, loose: { x: string; t: string }[], gone: string[]): string {
  const few = loose.length <= fewTexts && gone.length <= fewTexts;
  if (few) {
    const missed = new Set(gone);
    const cases = [
      ...gone.map((x) => `when ${quote(x)} then null`),
      ...loose.filter(({ x }) => !missed.has(x)).map(({ x, t }) => `when ${quote(x)} then ${quote(t)}`),
    ];
    return cases.length === 0 ? r : `(case ${r} ${cases.join(" ")} else ${r} end)`;
  }
  return `(case when miss(${r}) then null else ${trimmedWhere(r)} end)`;
}
