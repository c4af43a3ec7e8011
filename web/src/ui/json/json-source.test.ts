import { expect, test } from "vitest";
import { scanJson } from "./json-scan.ts";
import { lineAt, lineFaults, readJson } from "./json-source.ts";

test("every part of a value is found on the line it begins on, however the text is written", () => {
  const text = '{ "a": {\n    "b": [1,\n {"c": null}], "empty": {}\n},\n\n "x/y": "{\\"a\\":\\n1}" }';
  const { lines, fault } = scanJson(text);
  expect(fault).toBeUndefined();
  expect(Object.fromEntries(lines)).toEqual({
    "": 1,
    "/a": 1,
    "/a/b": 2,
    "/a/b/0": 2,
    "/a/b/1": 3,
    "/a/b/1/c": 3,
    "/a/empty": 3,
    "/x~1y": 6,
  });
});

test("what is missing is shown at the nearest thing around it", () => {
  const { lines } = scanJson('{\n  "a": {\n    "b": 1 } }');
  expect(lineAt(lines, "/a/gone/deep")).toBe(2);
  expect(lineAt(lines, "/nothing")).toBe(1);
});

test("text that is no JSON is refused on its line, with a sentence", () => {
  const refused = (text: string) => {
    const read = readJson(text);
    return "fault" in read ? read.fault : undefined;
  };
  expect(refused('{\n  "a": 1,\n  "b": oops\n}')).toEqual({ line: 3, message: "A value is expected here, not oops." });
  expect(refused('{\n "a": [1,\n')).toEqual({ line: 2, message: "The text ends before the value is complete." });
  expect(refused('{\n "a": 1\n "b": 2 }')?.line).toBe(3);
  expect(refused('{ "a": [1, 2,\n] }')?.message).toContain("Nothing follows this comma");
  expect(refused("{ a: 1 }")?.message).toContain("double quotes");
  expect(refused("[1] [2]")?.message).toBe("Something follows the end of the value.");
  expect(refused("[1]")).toBeUndefined();
});

test("what JSON.parse refuses, the search for its place refuses too, and nothing else", () => {
  for (const text of ['"\\u12"', "01", "[1e]", "tru", "", '"a\tb"'.replace("\\t", "\t"), "-", '{"a"}', "NaN", "[,]"])
    expect(scanJson(text).fault, text).toBeDefined();
  for (const text of ['"\\u1234"', "0.5e-3", " [ ] ", "{}", "-0", '{"a":{"b":[true,null]}}', '""'])
    expect(scanJson(text).fault, text).toBeUndefined();
});

test("faults of a value stand on their lines as sentences, and a text that is no JSON is the only fault", () => {
  const judge = () => [
    { location: "/a/b", message: "is missing", fix: "Add b" },
    { location: "/c", message: "Too much." },
  ];
  expect(lineFaults('{\n"a": {},\n"c": 1}', judge)).toEqual([
    { line: 2, message: "Is missing. Add b.", location: "/a/b" },
    { line: 3, message: "Too much.", location: "/c" },
  ]);
  expect(lineFaults("{", judge)).toMatchObject([{ line: 1 }]);
});
