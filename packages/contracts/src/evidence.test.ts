import { expect, test } from "vitest";
import { GroupBy } from "./evidence.ts";

test.each([{ column: "Date", grain: "month" }, { column: "Date", phase: "day_of_week" }, { column: "Region" }])(
  "groups by %o keep how they are made",
  (by) => {
    expect(GroupBy.parse(by)).toEqual(by);
  },
);
