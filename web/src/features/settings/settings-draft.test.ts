import type { Settings } from "@plumbline/contracts";
import { expect, test } from "vitest";
import { bounds, differences, readEdit, realEdits, takeTheirs } from "./settings-draft.ts";

const version = (number: number, value: Settings["value"]): Settings => ({
  namespace: "insights",
  version: number,
  value,
  rolled_back_to: null,
  changed_by: null,
  changed_by_name: null,
  changed_at: null,
  fields: [
    { name: "limit", description: "", type: "integer", default: 40, options: null, minimum: 1, maximum: 100 },
    { name: "share", description: "", type: "number", default: 0.05, options: null, minimum: 0.001, maximum: null },
    { name: "model", description: "", type: "boolean", default: true, options: null, minimum: null, maximum: null },
  ],
});
const [limit, share] = version(0, {}).fields;

test("a number outside its bounds, or none, is refused with what would do", () => {
  if (!limit || !share) throw new Error("the fixture has these fields");
  expect(readEdit(limit, "30")).toEqual({ value: 30 });
  expect(readEdit(limit, "101")).toEqual({ fault: "Enter 1 to 100." });
  expect(readEdit(limit, "3.5")).toEqual({ fault: "Enter a whole number." });
  expect(readEdit(limit, " ")).toEqual({ fault: "Enter a number." });
  expect(readEdit(share, "0")).toEqual({ fault: "Enter at least 0.001." });
  expect(bounds(share)).toBe("at least 0.001");
});

test("an edit that leads back to what is saved is none", () => {
  expect(realEdits(version(1, { limit: 30 }), { limit: "30", model: false })).toEqual({ model: false });
  expect(realEdits(version(1, {}), { limit: "40", model: true, gone: "1" })).toEqual({});
});

test("a conflict tells what was, what they made of it, and what I wanted", () => {
  const [base, now] = [version(1, { limit: 40 }), version(2, { limit: 20, model: false })];
  expect(differences(base, now, { limit: "60", share: "0.1" })).toEqual([
    { name: "limit", before: 40, theirs: 20, mine: "60" },
    { name: "model", before: true, theirs: false, mine: undefined },
  ]);
});

test("taking theirs keeps my changes of what they left alone", () => {
  const [base, now] = [version(1, { limit: 40 }), version(2, { limit: 20 })];
  expect(takeTheirs(base, now, { limit: "60", share: "0.1" })).toEqual({ share: "0.1" });
});

test("wanting the same is no conflict", () => {
  const [base, now] = [version(1, { limit: 40 }), version(2, { limit: 60 })];
  expect(differences(base, now, { limit: "60" })).toEqual([{ name: "limit", before: 40, theirs: 60, mine: undefined }]);
  expect(takeTheirs(base, now, { limit: "60" })).toEqual({});
});
