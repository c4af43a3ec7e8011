import { ImbalanceFacts } from "../../detect/cross/imbalance.ts";
import type { KindWriter } from "../writer.ts";
import { is, shown } from "./shown.ts";

/** A rare outcome, and what its rarity forbids. */
export const writeImbalance: KindWriter = (finding) => {
  const it = ImbalanceFacts.parse(finding.facts);
  return {
    title: `${is(it.column, it.value)} in only ${shown(finding, it.share)} of the rows`,
    summary: `${shown(finding, it.rare)} of ${shown(finding, it.rows)} rows have it. Few rows are left for each group when it is split further, and always guessing the other value would be right nearly every time.`,
    next_steps: ["Judge any model of it by how many of these rows it finds, not by how often it is right."],
  };
};
