import fc from "fast-check";
import postgres from "postgres";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { literal, sql } from "./sql.ts";

let db: postgres.Sql;
beforeAll(() => {
  db = postgres(inject("database").owner, { max: 1, onnotice: () => {}, fetch_types: false });
});
afterAll(() => db.end());

const hostile = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc
    .array(
      fc.constantFrom(
        "'",
        "\\",
        "''",
        "\\'",
        "--",
        "/*",
        "*/",
        ";",
        "$$",
        "E'",
        "%",
        "\n",
        "\r",
        "\u00a5",
        "\u20a9",
        "é",
        "\ud800",
      ),
    )
    .map((parts) => parts.join("")),
);

test.each(["on", "off"])(
  "any text comes back from its literal unchanged, standard_conforming_strings %s",
  async (mode) => {
    await fc.assert(
      fc.asyncProperty(fc.array(hostile, { minLength: 1, maxLength: 20 }), async (texts) => {
        const clean = texts.map((t) => t.replaceAll("\0", ""));
        const statement = `set local standard_conforming_strings = ${mode}; select ${clean.map((t, i) => `${literal(t)} as c${i}`).join(", ")}`;
        const results = await db.unsafe<Record<string, string>[][]>(statement).simple();
        // Half a character cannot be UTF-8; it becomes U+FFFD on the way.
        expect(Object.values(results[1]?.[0] ?? {})).toEqual(clean.map((t) => t.toWellFormed()));
      }),
      { numRuns: 60 },
    );
  },
);

test("a text with a NUL is refused before it reaches the database", () => {
  expect(() => literal("a\0b")).toThrow("NUL");
});

test("numbers cannot start a comment and must be finite", () => {
  expect(sql`select 1 -${-1}`.text).toBe("select 1 -(-1)");
  expect(() => literal(Number.NaN)).toThrow("finite");
});

test("null, booleans and nested queries become what they are", () => {
  expect(sql`a ${null} ${true} ${sql`b = ${"x"}`}`.text).toBe("a null true b = 'x'");
});
