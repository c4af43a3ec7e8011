import type { Candidate, DetectorContext } from "../../detector.ts";
import type { Column } from "../column.ts";
import type { Relations } from "../relations/relations.ts";

/** Looks for one way in which values cannot be right. Plain facts of the data: no chance is involved, so no test. */
export type Check = (
  context: DetectorContext,
  columns: readonly Column[],
  relations: Relations,
) => Promise<Candidate[]>;
