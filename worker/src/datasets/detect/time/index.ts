import type { Detector } from "../detector.ts";
import { changeDriver } from "./change-driver.ts";
import { levelShift } from "./level-shift.ts";
import { seasonality } from "./seasonality.ts";
import { spike } from "./spike.ts";
import { timeGap } from "./time-gap.ts";
import { trend } from "./trend.ts";

export { recomputeTest, type TestNumbers } from "./recompute.ts";

/** What is looked for along the date columns of a table. */
export const detectors: Detector[] = [trend, levelShift, seasonality, spike, timeGap, changeDriver];
