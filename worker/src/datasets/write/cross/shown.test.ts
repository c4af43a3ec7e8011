import { expect, test } from "vitest";
import { maskNames } from "../../verify/names.ts";
import { name } from "./shown.ts";

const fan = (of: string): string => `Do you consider yourself to be a fan of the ${of} franchise?`;
const view = "Please state whether you view the following characters favorably, unfavorably, or are unfamiliar";
const seen = "Which of the following films have you seen? Please select all that apply. / Episode IV  A New Hope";
const rank = "Please rank the films in order of preference, 1 being your favorite. / Episode IV  A New Hope";
const questions = [fan("Star Trek film"), fan("Star Wars film"), `${view} / R2 D2`, `${view} / C-3P0`, seen, rank];

test("long names that share their start or their end stay apart, and short ones are whole", () => {
  expect(new Set(questions.map(name)).size).toBe(questions.length);
  for (const long of questions) expect(name(long).length).toBeLessThanOrEqual(66);
  expect(name(`${view} / R2 D2`)).toContain("R2 D2");
  expect(name("sub_category")).toBe("sub_category");
});

test("a shortened name stands for that column alone, and its digits are no numbers", () => {
  const names = new Map(questions.map((question) => [question, new Set<string>()]));
  for (const long of questions) {
    const { mentions, rest } = maskNames(`24 rows have ${name(long)} above`, names);
    expect(mentions.map((m) => m.short_for)).toEqual([[long]]);
    expect(rest.match(/\d+/g)).toEqual(["24"]);
  }
});
