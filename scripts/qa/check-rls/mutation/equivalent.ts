import type { Mutant } from "./mutant.ts";

/** Mutants that change nothing anybody can reach: which, and why. Each is tried all the same, and reported as equivalent. */
const argued: { object: string; sentence: RegExp; reason: string }[] = [
  {
    object: "public.files",
    sentence: /with check no longer asks (created_by|stored_at) .*files_insert_editor/,
    reason:
      "Nobody may write these columns: the defaults stand, auth.uid() and null, which is what the condition asks for",
  },
  ...["api_keys", "datasets"].map((table) => ({
    object: `public.${table}`,
    sentence: new RegExp(`foreign key ${table}_tenant_id_fkey`),
    reason:
      "Another key, whose columns may not be null either, ties the row to its tenant through a table that has this one",
  })),
];

/** Why a surviving mutant is no hole; undefined when it is one. */
export const whyEquivalent = (mutant: Mutant): string | undefined =>
  argued.find((a) => a.object === mutant.object && a.sentence.test(mutant.sentence))?.reason;
