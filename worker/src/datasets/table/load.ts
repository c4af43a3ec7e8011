import type { Decision, Source } from "@plumbline/contracts";
import type { Database } from "./database.ts";
import type { Limits } from "./limits.ts";

/** What a loader needs to fill a database with the cells of a file. */
export interface LoadContext {
  path: string;
  file_name: string;
  limits: Limits;
  /** A directory of this table's own, removed when it closes. */
  scratch: string;
  signal: AbortSignal | undefined;
  /** Opens the database; it may read `file` and nothing else. */
  database(file: string | null): Promise<Database>;
}

/** A database whose relation `cells` has the raw texts `r0`, `r1`, ... in row order, without header rows. */
export interface Loaded {
  database: Database;
  names: string[];
  source: Omit<Source, "decimal">;
}

export const decision = (about: string, decided: string, why: string): Decision => ({ about, decided, why });
