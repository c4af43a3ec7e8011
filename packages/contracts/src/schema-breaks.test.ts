import { expect, test } from "vitest";
import { z } from "zod";
import { schemaBreaks } from "./schema-breaks.ts";

const of = (schema: z.ZodType) => ({ ...z.toJSONSchema(schema) });
const breaks = (before: z.ZodType, after: z.ZodType) =>
  schemaBreaks(of(before), of(after)).map((b) => [b.location, b.message]);

test("a schema is compatible with itself, with a wider one and with one that adds what may be missing", () => {
  const before = z.looseObject({ n: z.int().min(3), kind: z.enum(["a", "b"]), list: z.array(z.string()) });
  expect(breaks(before, before)).toEqual([]);
  const after = z.looseObject({
    n: z.number().min(0),
    kind: z.enum(["a", "b", "c"]),
    list: z.array(z.union([z.string(), z.number()])),
  });
  expect(breaks(before, after)).toEqual([]);
  expect(breaks(z.object({ n: z.int() }), z.object({ n: z.int(), note: z.string().optional() }))).toEqual([]);
});

test("what would be refused now is named with its place", () => {
  const before = z.looseObject({ n: z.number(), kind: z.enum(["a", "b"]), at: z.object({ x: z.array(z.int()) }) });
  const after = z.looseObject({
    n: z.int().max(9).optional(),
    kind: z.enum(["a"]),
    at: z.object({ x: z.array(z.string()), y: z.string() }),
  });
  expect(breaks(before, after)).toEqual([
    ["/n", "was number and must be integer now"],
    ["/n", "has minimum -9007199254740991 now"],
    ["/n", "has maximum 9 now"],
    ["/kind", 'does not accept "b" any more'],
    ["/at/y", "is required now and was not before"],
    ["/at/x/*", "was integer and must be string now"],
  ]);
});

const either = (kind: string) => z.object({ kind: z.literal(kind) });

test("closing an object, dropping an alternative and an incomparable rule are breaks", () => {
  expect(breaks(z.looseObject({}), z.strictObject({}))).toContainEqual([
    "",
    "other properties were allowed and are not any more",
  ]);
  expect(breaks(z.union([either("a"), either("b")]), z.union([either("a"), either("c")]))).toEqual([
    ["", "none of the alternatives accepts what was accepted before"],
  ]);
  expect(breaks(z.string(), z.string().regex(/^a/))).toEqual([["", "pattern is another one now"]]);
});

test("references are followed, also those that lead back to themselves", () => {
  interface Tree {
    name: string;
    children: Tree[];
  }
  const tree: z.ZodType<Tree> = z.lazy(() => z.object({ name: z.string(), children: z.array(tree) }));
  const deeper: z.ZodType<Tree> = z.lazy(() => z.object({ name: z.string().max(3), children: z.array(deeper) }));
  expect(breaks(tree, tree)).toEqual([]);
  expect(breaks(tree, deeper)).toContainEqual(["/name", "has maxLength 3 now"]);
});
