import { expect, test } from "vitest";
import { isoTimestamp } from "./db.ts";

test.each([
  ["2026-11-20 07:30:00+00", "2026-11-20T07:30:00+00:00"],
  ["2026-11-20 07:30:00.123456+00", "2026-11-20T07:30:00.123456+00:00"],
  ["2026-11-20 07:30:00.5-03", "2026-11-20T07:30:00.5-03:00"],
  ["2026-11-20 07:30:00+05:30", "2026-11-20T07:30:00+05:30"],
  ["12026-11-20 07:30:00+00", "12026-11-20T07:30:00+00:00"],
  ["infinity", "infinity"],
])("Postgres' timestamp %s is answered as %s", (text, iso) => {
  expect(isoTimestamp(text)).toBe(iso);
});
