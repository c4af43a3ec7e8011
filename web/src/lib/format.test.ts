import { describe, expect, test } from "vitest";
import {
  elapsed,
  formatBytes,
  formatCompact,
  formatCount,
  formatDate,
  formatDuration,
  formatNumber,
  formatRelative,
  formatShare,
  formatUsd,
  missing,
  plural,
  words,
} from "./format.ts";

describe("numbers", () => {
  test("carry thousands separators and at most the asked decimals", () => {
    expect(formatNumber(22_638.48)).toBe("22,638.48");
    expect(formatNumber(-135_376.064, 0)).toBe("-135,376");
    expect(formatCount(9994)).toBe("9,994");
  });
  test("too small for the decimals keep three significant digits instead of becoming zero", () => {
    expect(formatNumber(0.000_123_4)).toBe("0.000123");
    expect(formatNumber(0)).toBe("0");
  });
  test("of money show whole cents, and four significant digits where cents say too little", () => {
    expect([0, 12.3, 1234.567, 0.15].map(formatUsd)).toEqual(["$0.00", "$12.30", "$1,234.57", "$0.15"]);
    expect([0.123_456, 0.000_045_678_91, 7.5e-7].map(formatUsd)).toEqual(["$0.1235", "$0.00004568", "$0.00000075"]);
    expect(formatUsd(0.001_495 + 0.001_785 + 0.001_715 + 0.001_715 + 0.001_612_5)).toBe("$0.008323");
    expect(formatUsd(null)).toBe(missing);
  });
  test("that are missing or not finite are an en dash, never 0 or NaN", () => {
    for (const value of [null, undefined, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(formatNumber(value)).toBe(missing);
      expect(formatShare(value)).toBe(missing);
      expect(formatCompact(value)).toBe(missing);
      expect(formatBytes(value)).toBe(missing);
      expect(formatDuration(value)).toBe(missing);
    }
  });
  test("shares have one decimal at most, tight places a suffix", () => {
    expect(formatShare(0.1234)).toBe("12.3%");
    expect(formatShare(1)).toBe("100%");
    expect(formatCompact(1_234_567)).toBe("1.2M");
  });
  test("a count agrees with its noun", () => {
    expect(plural(1, "row")).toBe("1 row");
    expect(plural(1204, "row")).toBe("1,204 rows");
    expect(plural(2, "entry", "entries")).toBe("2 entries");
  });
});

test.each([
  [0, "0 B"],
  [1023, "1,023 B"],
  [1024, "1 KiB"],
  [1536, "1.5 KiB"],
  [104_857_600, "100 MiB"],
  [1_099_511_627_776, "1 TiB"],
])("%d bytes read %s", (bytes, text) => expect(formatBytes(bytes)).toBe(text));

test.each([
  [0, "0 ms"],
  [850, "850 ms"],
  [999.7, "1 s"],
  [8500, "8.5 s"],
  [59_960, "1 min"],
  [95_000, "1 min 35 s"],
  [3_600_000, "1 h"],
  [3_720_000, "1 h 2 min"],
  [259_200_000, "3 days"],
])("%d ms read %s", (ms, text) => expect(formatDuration(ms)).toBe(text));

describe("times", () => {
  const now = Date.parse("2026-11-20T12:00:00Z");
  test.each([
    ["2026-11-20T11:59:30Z", "just now"],
    ["2026-11-20T11:57:00Z", "3 minutes ago"],
    ["2026-11-20T09:00:00Z", "3 hours ago"],
    ["2026-11-19T12:00:00Z", "yesterday"],
  ])("%s reads %s at noon on 20 November", (at, text) => expect(formatRelative(at, now)).toBe(text));
  test("older than a week is a date", () => {
    expect(formatRelative("2016-06-26T12:00:00Z", now)).toBe("26 Jun 2016");
  });
  test("a date without a time is that calendar day wherever the reader is", () => {
    expect(formatDate("2017-12-30")).toBe("30 Dec 2017");
  });
  test("text that is no date is shown as it came", () => {
    expect(formatDate("Q2 2017")).toBe("Q2 2017");
  });
  test("elapsed counts to now while something runs, and is unknown before it starts", () => {
    expect(elapsed("2026-11-20T11:59:58Z", null, now)).toBe(2000);
    expect(elapsed("2026-11-20T11:00:00Z", "2026-11-20T11:00:01Z", now)).toBe(1000);
    expect(elapsed(null, null, now)).toBeUndefined();
  });
});

test("a wire word is read as words", () => {
  expect(words("timed_out")).toBe("Timed out");
  expect(words("api_key_max_days")).toBe("API key max days");
  expect(words("ir_validation")).toBe("IR validation");
});
