import type { Detector } from "../detector.ts";
import { association } from "./association.ts";
import { categoryAssociation } from "./category-association.ts";
import { columnFacts } from "./column-facts.ts";
import { concentration } from "./concentration.ts";
import { duplicates } from "./duplicates.ts";
import { flagSplit } from "./flag-split.ts";
import { groupDifference } from "./group-difference.ts";
import { imbalance } from "./imbalance.ts";
import { inconsistent } from "./inconsistent/inconsistent.ts";
import { keyConflict } from "./key-conflict.ts";
import { missingData } from "./missing-data.ts";
import { outliers } from "./outliers.ts";
import { signFlip } from "./sign-flip.ts";
import { simpson } from "./simpson.ts";
import { skew } from "./skew.ts";

/** What is looked for across columns and rows, whatever the order in time. */
export const detectors: Detector[] = [
  columnFacts,
  duplicates,
  keyConflict,
  inconsistent,
  missingData,
  outliers,
  signFlip,
  groupDifference,
  flagSplit,
  association,
  categoryAssociation,
  simpson,
  concentration,
  skew,
  imbalance,
];
