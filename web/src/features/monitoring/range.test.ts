import { expect, test } from "vitest";
import { MonitoringSearch, spanOf } from "./range.ts";

const now = Date.parse("2026-11-20T10:31:12Z");
const hours = (span: { from?: string | undefined; to?: string | undefined }) =>
  (Date.parse(span.to ?? "") - Date.parse(span.from ?? "")) / 3_600_000;

test("a range ends now and is cut so that a chart stays readable", () => {
  expect(spanOf({ range: "1d" }, now)).toMatchObject({ to: "2026-11-20T10:32:00.000Z", bucket: "hour" });
  expect(hours(spanOf({ range: "1d" }, now))).toBe(24);
  expect(spanOf({}, now).bucket).toBe("day");
  expect(hours(spanOf({}, now))).toBe(7 * 24);
  expect(spanOf({ range: "custom", from: "2025-01-01", to: "2026-01-01" }, now).bucket).toBe("week");
});

test("within a minute the same is asked", () => {
  expect(spanOf({ range: "30d" }, now + 20_000)).toEqual(spanOf({ range: "30d" }, now));
});

test("chosen days are whole days, the last one included", () => {
  const span = spanOf({ range: "custom", from: "2026-11-01", to: "2026-11-03" }, now);
  expect(hours(span)).toBe(72);
  expect(new Date(span.from ?? "").getHours()).toBe(0);
});

test("days in the wrong order are one day, and what is no day is not taken from the address", () => {
  expect(hours(spanOf({ range: "custom", from: "2026-11-05", to: "2026-11-03" }, now))).toBe(24);
  expect(MonitoringSearch.parse({ from: "yesterday", tab: "nothing" })).toEqual({});
});
