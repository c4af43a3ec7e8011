import type { Profile } from "@plumbline/contracts";
import type { TableNames } from "./names.ts";

const named = new Set(["category", "geography", "flag"]);

/** What prose about a table may name: its columns, and the frequent values of its category columns. */
export function tableNames(profile: Pick<Profile, "row_count" | "columns">): TableNames {
  return {
    row_count: profile.row_count,
    columns: profile.columns.map(({ name }) => name),
    categories: profile.columns
      .filter(({ role }) => named.has(role))
      .map(({ name, top }) => ({ column: name, values: top.map(({ value }) => value) })),
  };
}
