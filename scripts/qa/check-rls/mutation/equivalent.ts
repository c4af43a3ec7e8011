import type { Mutant } from "./mutant.ts";

/** Mutants that open nothing, because something else holds the same door: which, and why. Each is tried all the same. */
const argued: { object: string; sentence: RegExp; reason: string }[] = [
  {
    object: "public.files",
    sentence: /with check no longer asks (created_by|stored_at) .*files_insert_editor/,
    reason:
      "Nobody may write these columns: the defaults stand, auth.uid() and null, which is what the condition asks for",
  },
  {
    object: "private.create_dataset(uuid,text)",
    sentence: /forgets whose row it is/,
    reason:
      "An upload is its maker's alone (created_by), and a dataset cannot refer to another tenant's file (foreign key)",
  },
  {
    object: "private.cancel_runs(jsonb,integer)",
    sentence: /forgets whose row it is/,
    reason: "It only locks what private.matching_runs has picked, which asks for the tenant itself",
  },
  {
    object: "private.matching_runs(jsonb)",
    sentence: /believes the header/,
    reason:
      "Nobody may call it, and those who do have asked private.tenant_id('editor') first, which checks the header",
  },
  {
    object: "private.admission(uuid,real)",
    sentence: /forgets whose row it is/,
    reason: "The key it is told of comes from enter_with_key, which has just pinned the request to that key's tenant",
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
