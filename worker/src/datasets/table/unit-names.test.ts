import { expect, test } from "vitest";
import { unitInName } from "./unit-names.ts";

test.each([
  ["Torque [Nm]", "Nm"],
  ["price_usd", "USD"],
  ["Cost Total $", "USD"],
  ["Speed IAS in knots", "knots"],
  ["Running Time min", "min"],
  ["Tool wear [min]", "min"],
  ["discount_pct", "%"],
])("%s is in %s", (name, unit) => expect(unitInName(name)).toBe(unit));

test.each(["temp_min", "price min", "checked in", "opt_in", "Group a", "Vitamin c", "min", "Sales"])(
  "%s gives no unit",
  (name) => expect(unitInName(name)).toBeNull(),
);
