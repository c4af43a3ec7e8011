import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonFault } from "./json-shape.ts";

test("whatever JSON.stringify writes within 32 levels has no fault, with any white space", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 8 }), fc.constantFrom(undefined, 1, "\t"), (value, space) => {
      expect(jsonFault(JSON.stringify(value, null, space))).toBeUndefined();
    }),
  );
});

test("a key that comes twice in one object is found at any depth, however it is written", () => {
  fc.assert(
    fc.property(fc.string(), fc.jsonValue({ maxDepth: 3 }), fc.nat({ max: 20 }), (key, value, depth) => {
      const [name, inner] = [JSON.stringify(key), JSON.stringify(value)];
      const twice = `{${name} : ${inner} ,\n${name}:1}`;
      expect(jsonFault(`${"[".repeat(depth)}${twice}${"]".repeat(depth)}`)?.message).toContain("twice");
    }),
  );
  expect(jsonFault('{"role":1,"r\\u006fle":2}')?.message).toBe('names "role" twice');
});

test.each([
  '{"a":{"a":1},"b":{"a":1}}',
  '["a","a"]',
  '{"a":"b","b":"a"}',
  '{"a":["a",{"a":1},"a"],"b":1}',
  '{"a":"\\"a\\":","c":"\\\\"}',
])("%s has no key twice", (text) => {
  expect(JSON.parse(text)).toBeDefined();
  expect(jsonFault(text)).toBeUndefined();
});

test("32 levels are taken and 33 are not, and a mebibyte of brackets costs nothing", () => {
  const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
  expect(jsonFault(nested(32))).toBeUndefined();
  expect(jsonFault(nested(33))?.message).toContain("32");
  expect(jsonFault(`{"a":${'{"a":'.repeat(31)}1${"}".repeat(32)}`)).toBeUndefined();
  expect(jsonFault(nested(500_000))?.message).toContain("32");
});
