import * as fc from "fast-check";
import type { Operation } from "./openapi.ts";
import { nastyText, type Taste, valuesOf } from "./values.ts";

/** A body as it is drawn. */
export type Body =
  | { kind: "none" }
  | { kind: "json"; value: unknown; type: string }
  | { kind: "text"; text: string; type: string }
  | { kind: "form"; field: string; name: unknown; text: unknown };

/** Bodies for an operation: mostly what its schema asks for, sometimes a little beyond, now and then anything at all. */
export function bodyOf({ method, body }: Operation, taste: Taste, wild: Taste): fc.Arbitrary<Body> {
  const none = fc.constant<Body>({ kind: "none" });
  if (method === "GET") return none;
  const odd = fc.oneof(none, oddBody);
  if (body === undefined) return fc.oneof({ weight: 9, arbitrary: none }, { weight: 1, arbitrary: odd });
  if (body.media.startsWith("multipart/"))
    return fc.oneof({ weight: 8, arbitrary: formBody }, { weight: 1, arbitrary: odd });
  const json = (value: unknown): Body => ({ kind: "json", value, type: "application/json" });
  return fc.oneof(
    { weight: 9, arbitrary: valuesOf(body.schema, taste).map(json) },
    { weight: 5, arbitrary: valuesOf(body.schema, wild).map(json) },
    { weight: 1, arbitrary: odd },
  );
}

const tooLarge: Body = { kind: "text", text: `{"name":"${"x".repeat(1_100_000)}"}`, type: "application/json" };
const oddBody: fc.Arbitrary<Body> = fc.oneof(
  { weight: 1, arbitrary: fc.constant(tooLarge) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("text" as const),
      text: fc.oneof(
        fc.constantFrom(
          "",
          "{",
          "null",
          '"text"',
          "[1,2",
          '{"a":1,"a":2}',
          '{"name":"x","name":"y","role":"viewer","role":"owner"}',
          `${'{"a":'.repeat(2000)}1${"}".repeat(2000)}`,
          `${"[".repeat(50_000)}`,
          '{"\\u0000":"\\u0000"}',
          '{"name":"\\ud800"}',
          "{'name':'x'}",
          '{"name":"x"} trailing',
          "a=b&c=d",
          "<x/>",
        ),
        nastyText,
      ),
      type: fc.constantFrom(
        "application/json",
        "application/json",
        "application/json; charset=utf-16",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "",
      ),
    }),
  },
);

const cells = fc.array(fc.tuple(fc.nat(99), fc.constantFrom("north", "south", "=1+1", "")), { maxLength: 5 });
const formBody: fc.Arbitrary<Body> = fc.record({
  kind: fc.constant("form" as const),
  field: fc.oneof({ weight: 12, arbitrary: fc.constant("file") }, { weight: 1, arbitrary: nastyText }),
  name: fc.oneof(fc.constantFrom<unknown>("data.csv", "=cmd|'/c calc'!A1.csv", "../../a.csv"), nastyText),
  text: fc.oneof(
    { weight: 1, arbitrary: fc.constant("") },
    { weight: 6, arbitrary: cells.map((rows) => `id,area\n${rows.map((r) => r.join(",")).join("\n")}\n`) },
    { weight: 1, arbitrary: nastyText },
  ),
});
