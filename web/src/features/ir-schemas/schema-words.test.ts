import { expect, test } from "vitest";
import { activationVerb, schemaName, schemaPath } from "./schema-words.ts";

test("a built-in schema is called like its step and found by it, a tenant's own by its name and id", () => {
  const builtin = { id: null, source: "builtin" as const, name: "dataset.parse@1", step: "dataset.parse@1" };
  expect([schemaName(builtin), schemaPath(builtin)]).toEqual(["Dataset parse", "dataset.parse@1"]);
  const own = { id: "7f", source: "tenant" as const, name: "Strict rows", step: "dataset.parse@1" };
  expect([schemaName(own), schemaPath(own)]).toEqual(["Strict rows", "7f"]);
});

test("an earlier version than the active one is rolled back to, any other is activated", () => {
  expect([activationVerb(1, 2), activationVerb(3, 2), activationVerb(1, 0)]).toEqual([
    "Roll back to",
    "Activate",
    "Activate",
  ]);
});
