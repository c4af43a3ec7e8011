import type { KindWriters } from "../writer.ts";
import { writeChangeDriver } from "./change-driver.ts";
import { writeLevelShift } from "./level-shift.ts";
import { writeSeasonality } from "./seasonality.ts";
import { writeSpike } from "./spike.ts";
import { writeTimeGap } from "./time-gap.ts";
import { writeTrend } from "./trend.ts";

/** The words of findings along time. */
export const timeWriters: KindWriters = {
  trend: writeTrend,
  level_shift: writeLevelShift,
  seasonality: writeSeasonality,
  spike: writeSpike,
  time_gap: writeTimeGap,
  change_driver: writeChangeDriver,
};
