import type { TestEvidence } from "@plumbline/contracts";
import type { z } from "zod";
import type { Table } from "../table/table.ts";
import { recomputeCrossTest } from "./cross/recompute-test.ts";
import { family_test, recomputeFamily } from "./nothing-found.ts";
import { recomputeTest as recomputeTimeTest, type TestNumbers } from "./time/index.ts";

export type { TestNumbers };

/** Makes the test of a piece of evidence again from the table and its inputs; undefined for an unknown name. */
export async function recomputeTest(
  table: Table,
  evidence: z.infer<typeof TestEvidence>,
): Promise<TestNumbers | undefined> {
  if (evidence.name === family_test) return recomputeFamily(evidence.inputs);
  return (await recomputeTimeTest(table, evidence)) ?? recomputeCrossTest(table, evidence);
}
