import type { KindWriters } from "../writer.ts";
import { writeAssociation } from "./association.ts";
import { writeConcentration } from "./concentration.ts";
import { writeDuplicates } from "./duplicates.ts";
import { writeGroupDifference } from "./group-difference.ts";
import { writeImbalance } from "./imbalance.ts";
import { writeInconsistent } from "./inconsistent.ts";
import { writeKeyConflict } from "./key-conflict.ts";
import { writeMissing } from "./missing-data.ts";
import { writeOutliers } from "./outliers.ts";
import { writeSimpson } from "./simpson.ts";
import { writeSkew } from "./skew.ts";

/** Words for every kind of finding that is not about time. */
export const crossWriters: KindWriters = {
  outliers: writeOutliers,
  group_difference: writeGroupDifference,
  concentration: writeConcentration,
  association: writeAssociation,
  simpson_reversal: writeSimpson,
  missing_data: writeMissing,
  duplicates: writeDuplicates,
  key_conflict: writeKeyConflict,
  inconsistent: writeInconsistent,
  imbalance: writeImbalance,
  skew: writeSkew,
};
