import { KeyConflictFacts } from "../../detect/cross/key-conflict.ts";
import type { KindWriter } from "../writer.ts";
import { name, numberOf, shown } from "./shown.ts";

/** Keys that name more than one thing. */
export const writeKeyConflict: KindWriter = (finding) => {
  const it = KeyConflictFacts.parse(finding.facts);
  const key = name(it.key);
  const one = numberOf(finding, it.conflicting) === 1;
  const values = one ? "value" : "values";
  const rows = `They stand in ${shown(finding, it.rows)} of ${shown(finding, it.total_rows)} rows.`;
  if (it.shape === "repeated_key") {
    return {
      title: `${shown(finding, it.conflicting)} ${values} of ${key} ${one ? "names" : "name"} different rows`,
      summary: `${key} has ${shown(finding, it.keys)} different values and looks like a key, but ${shown(finding, it.conflicting)} of them ${one ? "occurs" : "occur"} again with other contents. ${rows}`,
      next_steps: [
        `Find out which of the rows is right before joining on ${key}.`,
        `Ask the owner of the source how ${key} is given out.`,
      ],
    };
  }
  const other = name(it.other ?? "");
  return {
    title: `${shown(finding, it.conflicting)} ${values} of ${key} ${one ? "has" : "have"} different values of ${other}`,
    summary: `${key} has ${shown(finding, it.keys)} different values, nearly all with the same ${other} throughout. ${rows} Grouping by ${key} puts different things together.`,
    next_steps: [
      `Group by ${key} and ${other} together until the codes are mended.`,
      `Ask who maintains ${key} which ${other} is right.`,
    ],
  };
};
