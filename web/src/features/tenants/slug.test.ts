import { TenantSlug } from "@plumbline/contracts";
import { expect, test } from "vitest";
import { slugOf } from "./slug.ts";

test.each([
  ["Northwind Tooling", "northwind-tooling"],
  ["Müller & Söhne", "muller-sohne"],
  ["  Werk 7  ", "werk-7"],
  [`${"a".repeat(39)} b`, "a".repeat(39)],
])("the slug of %j is %j, and the contract takes it", (name, slug) => {
  expect(slugOf(name)).toBe(slug);
  expect(TenantSlug.parse(slugOf(name))).toBe(slug);
});
