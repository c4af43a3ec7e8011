import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { AppError, errorCodes, isAppError } from "./errors.ts";

test("docs/errors.md has exactly one line for each code, with its status and title", () => {
  const doc = readFileSync(new URL("../../../docs/errors.md", import.meta.url), "utf8");
  const lines = [...doc.matchAll(/^\| `(\w+)` \| (\d+) \| (yes|no) \| ([^|]+) \|/gm)].map(
    ([, code, status, retry, title]) => ({
      code,
      status: Number(status),
      retry: retry === "yes",
      title,
    }),
  );
  expect(lines).toEqual(
    Object.entries(errorCodes).map(([code, { status, retry, title }]) => ({ code, status, retry, title })),
  );
});

test("an AppError is known by its name, so a copy of the class from another workspace counts", () => {
  const copy = Object.assign(new Error("x"), { name: "AppError", code: "conflict" });
  expect([isAppError(new AppError("conflict", "x")), isAppError(copy), isAppError(new Error("x"))]).toEqual([
    true,
    true,
    false,
  ]);
});
