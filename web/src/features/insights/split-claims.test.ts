import type { Claim } from "@plumbline/contracts";
import { expect, test } from "vitest";
import { splitClaims } from "./split-claims.ts";

const claim = (start: number, end: number, field = "title"): Claim => ({
  field,
  start,
  end,
  text: "",
  evidence_id: "e1",
  path: "value",
  value: 1,
});
const text = "Sales fell 18% to 502,100";

test("numbers are cut out of the prose where the claims say", () => {
  const stretches = splitClaims(text, "title", [claim(18, 25), claim(11, 14)]);
  expect(stretches.map((one) => [one.text, one.claim !== undefined])).toEqual([
    ["Sales fell ", false],
    ["18%", true],
    [" to ", false],
    ["502,100", true],
  ]);
});

test.each([
  ["overlaps another", [claim(11, 14), claim(12, 16)], 1],
  ["reaches past the text", [claim(18, 99)], 0],
  ["is empty", [claim(5, 5)], 0],
  ["is of another field", [claim(11, 14, "summary")], 0],
])("the prose stays whole, and is no number, where a claim %s", (_, claims, numbers) => {
  const stretches = splitClaims(text, "title", claims);
  expect(stretches.map((one) => one.text).join("")).toBe(text);
  expect(stretches.filter((one) => one.claim)).toHaveLength(numbers);
});
