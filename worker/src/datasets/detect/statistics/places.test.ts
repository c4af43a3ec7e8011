import { expect, test } from "vitest";
import { placesOf } from "./places.ts";
import { Random } from "./random.fixture.ts";
import { ranksAmong } from "./ranks.ts";

test("numbers of every size and sign stand in rising order, both zeros in one place, NaN in none", () => {
  const values = [
    3,
    -1,
    Number.NaN,
    0,
    -0,
    1e-300,
    -1e300,
    3,
    Number.POSITIVE_INFINITY,
    -2.5,
    5e-324,
    2 ** 53,
    -1 - 2 ** -50,
    -1 - 2 ** -51,
  ];
  const { of, sorted, distinct } = placesOf(Float64Array.from(values));
  const rising = values.filter((x) => !Number.isNaN(x)).sort((a, b) => a - b);
  expect(Array.from(sorted, (x) => x + 0)).toEqual(rising.map((x) => x + 0));
  expect(Array.from(distinct, (x) => x + 0)).toEqual([...new Set(rising.map((x) => x + 0))]);
  values.forEach((x, i) => {
    expect(Number.isNaN(x) ? of[i] : distinct[of[i] ?? -1]).toBe(Number.isNaN(x) ? -1 : x + 0);
  });
});

test("random numbers are sorted as comparing sorts them", () => {
  const random = new Random(3);
  for (const digits of [0, 2, 17]) {
    const values = Float64Array.from({ length: 5000 }, () =>
      Number((random.normal(0, 1e3) ** 3).toPrecision(digits || 1)),
    );
    expect(placesOf(values).sorted).toEqual(Float64Array.from(values).sort());
  }
});

test("ranks among some rows are those the rows would have alone", () => {
  const random = new Random(4);
  const values = Float64Array.from({ length: 500 }, () => random.below(40));
  const keep = (i: number): boolean => i % 3 !== 0;
  const alone = Float64Array.from(values.filter((_, i) => keep(i)));
  expect(ranksAmong(values, keep)).toEqual(ranksAmong(alone, () => true));
});
