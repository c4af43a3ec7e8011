import type { TestEvidence } from "@plumbline/contracts";
import type { z } from "zod";
import type { Table } from "../../table/table.ts";
import { driver_test, recomputeDriver } from "./change-driver.ts";
import { recomputeLevelShift, shift_test, turn_test } from "./level-shift.ts";
import { recomputeSeason, season_test } from "./seasonality.ts";
import { recomputeSpike, spike_test } from "./spike.ts";
import { gap_test, recomputeGap } from "./time-gap.ts";
import { recomputeTrend, trend_test } from "./trend.ts";

/** The numbers of a test made again. */
export interface TestNumbers {
  statistic: number;
  p: number | null;
  n: number;
  results: Record<string, number>;
}

const recomputers: Record<string, (table: Table, inputs: unknown) => Promise<TestNumbers | undefined>> = {
  [trend_test]: recomputeTrend,
  [shift_test]: (table, inputs) => recomputeLevelShift(table, shift_test, inputs),
  [turn_test]: (table, inputs) => recomputeLevelShift(table, turn_test, inputs),
  [season_test]: recomputeSeason,
  [spike_test]: recomputeSpike,
  [gap_test]: recomputeGap,
  [driver_test]: recomputeDriver,
};

/** Makes a test over time again from the table; undefined when the name is not one of these. */
export async function recomputeTest(
  table: Table,
  evidence: z.infer<typeof TestEvidence>,
): Promise<TestNumbers | undefined> {
  return recomputers[evidence.name]?.(table, evidence.inputs);
}
