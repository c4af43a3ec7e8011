import type { Evidence, Filter, Unit } from "@plumbline/contracts";
import { describe, expect, test } from "vitest";
import { checkProse } from "./claims.ts";

const usd: Unit = { kind: "currency", symbol: "USD" };
const quarter = (q: 2 | 3): Filter => [
  { column: "Order date", is: "gte", value: q === 2 ? "2017-04-01" : "2017-07-01" },
  { column: "Order date", is: "lt", value: q === 2 ? "2017-07-01" : "2017-10-01" },
];
const region = (value: string): Filter => [{ column: "Region", is: "eq", value }];
const sum = (id: string, value: number, filter: Filter, unit = usd): Evidence => ({
  id,
  kind: "aggregate",
  label: "",
  unit,
  query: { op: "sum", column: "Sales", filter },
  value,
});
const count = (id: string, value: number, filter: Filter = []): Evidence => ({
  id,
  kind: "aggregate",
  label: "",
  query: { op: "count", filter },
  value,
});
const compare = (
  id: string,
  op: "difference" | "ratio" | "share" | "change",
  left: string,
  right: string,
  value: number,
  unit?: Unit,
): Evidence => ({ id, kind: "comparison", label: "", op, left, right, value, ...(unit ? { unit } : {}) });

const evidence: Evidence[] = [
  sum("e1", 612_400, quarter(2)),
  sum("e2", 502_100, quarter(3)),
  compare("e3", "change", "e1", "e2", -110_300 / 612_400),
  compare("e4", "difference", "e2", "e1", -110_300),
  sum("e5", 200_000, [...region("West"), ...quarter(2)]),
  sum("e6", 121_687, [...region("West"), ...quarter(3)]),
  compare("e7", "difference", "e6", "e5", -78_313),
  compare("e8", "share", "e7", "e4", 0.71),
  sum("e9", 95_000, [...region("East"), ...quarter(2)]),
  sum("e10", 97_000, [...region("East"), ...quarter(3)]),
  count("e11", 9_994),
  count("e12", 24, [{ column: "Region", is: "duplicate_row" }]),
  compare("e13", "share", "e12", "e11", 24 / 9_994),
  compare("e14", "ratio", "e5", "e9", 200_000 / 95_000),
  count("e15", 1_393, [{ column: "Discount", is: "gt", value: 0.2 }]),
  compare("e16", "difference", "e8", "e13", -0.032, { kind: "percentage_points" }),
  {
    id: "e17",
    kind: "aggregate",
    label: "",
    query: { op: "count_distinct", column: "Customer", filter: [] },
    value: 1_850,
  },
  {
    id: "e18",
    kind: "aggregate",
    label: "",
    unit: { kind: "duration_days" },
    query: { op: "median", column: "Delay", filter: [] },
    value: 3,
  },
  {
    id: "e19",
    kind: "aggregate",
    label: "",
    unit: { kind: "number", symbol: "K" },
    query: { op: "mean", column: "Temperature", filter: [] },
    value: 300,
  },
  sum("e20", -1_200, region("Loss makers")),
];
const table = {
  row_count: 9_994,
  columns: ["Sales", "Region", "Order date", "Discount", "Customer", "2017", "Ship mode", "Top 10 share"],
  categories: [
    { column: "Region", values: ["West", "East", "South", "No"] },
    { column: "Ship mode", values: ["Second Class", "5 orders", "Half"] },
  ],
};
const check = (text: string) =>
  checkProse({ title: text, summary: "", next_steps: [] }, evidence, { columns: ["Sales"], evidence }, table);

describe("holds", () => {
  test.each([
    "Sales fell 18% from Q2 to Q3 2017 (612,400 -> 502,100). 71% of the fall is region West.",
    "Sales fell 18.0% from Q2 to Q3 2017",
    "Sales fell 18 percent, from $612,400 to $502,100",
    "Sales changed by -18% from the second quarter of 2017",
    "An 18% fall in Q3 2017",
    "Sales were 18% lower in Q3 2017 than in Q2 2017",
    "Sales fell by $110,300 in Q3 2017",
    "West lost $78,313, which is 71% of the fall",
    "West fell from $200,000 to $121,687",
    "West and East were $200,000 and $95,000 in Q2 2017",
    "West had $200,000 in Q2 2017, East $95,000",
    "West sold 2.1 times as much as East in Q2 2017",
    "Sales were $612.4 thousand in Q2 2017",
    "Sales were $0.6M in Q2 2017",
    "Sales were about 600,000 in Q2 2017",
    "Sales were over 600,000 and under 620,000 in Q2 2017",
    "Twenty-four rows are copies",
    "Two dozen rows are copies, 0.2% of 9,994 rows",
    "More than half of the fall, 71%, is West",
    "Most of the fall is West",
    "1,393 rows have a Discount over 20%",
    "1,393 rows have a Discount above 0.2",
    "A share of 0.71 of the fall",
    "The share is 3.2 percentage points lower",
    "1,850 customers have a median delay of 3 days",
    "The mean temperature is 300 K",
    "Loss makers lost $1,200",
    "Loss makers had -$1,200",
    'Check "2017" and the column Top 10 share by Second Class',
    'Look at the "5 orders" mode',
    "Ship mode Half is left out",
    "In Q3 2017 Sales fell",
    "Sales fell from April 2017 on",
    "After they rose in Q2 2017, Sales were 18% lower in Q3 2017",
    "Compare Q2 2017 with the plan",
    "Sales fell in Q3 2017 and stayed there until 1 October 2017 (612,400 -> 502,100)",
    "Sales fell in Q3 2017 (612,400 -> 502,100)",
    "All is well",
  ])("%s", (text) => {
    expect(check(text).unmatched).toEqual([]);
  });
});

describe("does not hold", () => {
  test.each([
    ["wrong digits", "Sales fell 19%"],
    ["finer than it is", "Sales fell 18.1% in Q3 2017"],
    ["wrong sign", "Sales rose 18% in Q3 2017"],
    ["wrong sign after the number", "Sales were 18% higher in Q3 2017"],
    ["no direction for a fall", "The change of Sales was 18%"],
    ["both signs", "Sales rose -18% in Q3 2017"],
    ["a share for a count", "24% of the rows are copies"],
    ["a count for a share", "71 rows are West"],
    ["points for percent", "Sales fell 18 percentage points in Q3 2017"],
    ["percent for points", "The share is 3.2% lower"],
    ["a factor for a count", "24 times as many"],
    ["another currency", "Sales were €612,400 in Q2 2017"],
    ["rows for money", "612,400 rows are from Q2 2017"],
    ["distinct values for rows", "1,850 rows are copies"],
    ["another unit of time", "The median delay is 3 hours"],
    ["a thousand times as much", "Sales were 612,400 thousand in Q2 2017"],
    ["kelvin as thousands", "The mean is 300 thousand"],
    ["another period", "Sales were $502,100 in Q2 2017"],
    ["a period that is not there", "Sales fell 18% in March 2016"],
    ["a day that is not there", "Sales fell on 2 March"],
    ["a finer period than known", "Sales fell 18% in August 2017"],
    ["periods the other way round", "Sales fell 18% from Q3 to Q2 2017"],
    ["another group", "East fell from $200,000 to $121,687"],
    ["a group without evidence", "South fell from $200,000 to $121,687"],
    ["swapped groups", "West and East were $95,000 and $200,000 in Q2 2017"],
    ["a group's number told of another one in a list", "West had $95,000 in Q2 2017, East $200,000"],
    ["a comparison of the other side", "East sold 2.1 times as much as West in Q2 2017"],
    ["a total told of a group", "West made 9,994 rows"],
    ["the other way in one sentence", "West fell from $121,687 to $200,000"],
    ["a level told as a change", "In Q3 2017, West lost $200,000"],
    ["the level of its own period told as a change", "In Q2 2017, West lost $200,000"],
    ["an arrow from and to other periods", "Sales fell from Q1 to Q2 2017 (612,400 -> 502,100)"],
    ["an untrue bound", "Sales were over 620,000 in Q2 2017"],
    ["a bound far off", "Sales were over 100,000 in Q2 2017"],
    ["an untrue at most", "At most 20 rows are copies"],
    ["nearly, but beyond", "Nearly 23 rows are copies"],
    ["about, but far", "About 30 rows are copies"],
    ["a filter bounded otherwise", "1,393 rows have a Discount under 20%"],
    ["a threshold told as an amount", "0.2 orders had a Discount"],
    ["half", "Half of the fall is West"],
    ["a third", "A third of the rows are copies"],
    ["one in four", "One in four rows is a copy"],
    ["every fourth", "Every fourth row is a copy"],
    ["doubled", "Sales doubled"],
    ["twice", "The rows appear twice"],
    ["tenfold", "Sales grew tenfold"],
    ["most", "Most rows are copies"],
    ["hundreds", "Hundreds of rows are copies"],
    ["number words", "Twenty-five rows are copies"],
    ["a dozen", "A dozen rows are copies"],
    ["a single", "A single row is a copy"],
    ["an ordinal", "West is the second of the regions"],
    ["a number behind a column's name", "2017 orders were lost"],
    ["a number behind a value's name", "5 orders were lost"],
    ["a half behind a value's name", "Half the orders were lost"],
    ["digits in a made-up name", "Plant X12 fell"],
    ["digits in quotes that are no name", '"Plant 12 of the north..." fell'],
    ["a fraction sign", "½ of the rows are copies"],
    ["full-width digits", "２５ rows are copies"],
    ["odd separators", "61,24,00 was sold in Q2 2017"],
    ["an index", "Rule 7 applies"],
    ["a missing minus", "Loss makers had $1,200"],
    ["a minus too many", "Sales were -$612,400 in Q2 2017"],
    ["a year that is not there", "Since 2015 Sales fell"],
    ["an hour that is not there", "Sales fell at 14:00"],
    ["a range half made up", "Between 24 and 30 rows are copies"],
    ["a percentile that is not there", "The 95th percentile is high"],
    ["times less", "East sold 2.1 times less than West in Q2 2017"],
  ])("%s: %s", (_, text) => {
    expect(check(text).unmatched).not.toEqual([]);
  });
});

test("a shortened name stands for the names that begin so, and hides no number of its own", () => {
  const long = "Rank of the films with 1 the best";
  const list: Evidence[] = [count("e1", 24, [{ column: long, is: "gt", value: 3 }])];
  const told = (text: string) =>
    checkProse({ title: text, summary: "", next_steps: [] }, list, { columns: [long], evidence: list }, table)
      .unmatched;
  expect(told('24 rows have "Rank of the films with 1..." above 3')).toEqual([]);
  expect(told('24 rows have "Rank of the films with 7..." above 3')).not.toEqual([]);
  expect(told('24 rows have "Rank of the films with 1..." above 4')).not.toEqual([]);
});

test("a negative statistic may be told as a distance, and as nothing else", () => {
  const list: Evidence[] = [
    {
      id: "e1",
      kind: "test",
      label: "",
      name: "spike",
      statistic: -122.8,
      p: 0.001,
      p_adjusted: null,
      n: 36,
      results: {},
      inputs: {},
    },
  ];
  const told = (text: string) =>
    checkProse({ title: text, summary: "", next_steps: [] }, list, { columns: [], evidence: list }, table).unmatched;
  expect(told("That is 122.8 robust standard deviations off")).toEqual([]);
  expect(told("The statistic is 122.8")).not.toEqual([]);
});

test("a claim says where it stands, what it rounds from, and the full value", () => {
  const { claims } = checkProse(
    { title: "Sales fell 18%", summary: "No number.", next_steps: ["Ask.", "Check the 24 rows."] },
    evidence,
    { columns: [], evidence },
    table,
  );
  expect(claims).toEqual([
    { field: "title", start: 11, end: 14, text: "18%", evidence_id: "e3", path: "value", value: -110_300 / 612_400 },
    { field: "next_steps/1", start: 10, end: 12, text: "24", evidence_id: "e12", path: "value", value: 24 },
  ]);
});

test("a number is told why it does not hold", () => {
  expect(check("Sales rose 18% in Q3 2017").unmatched[0]?.reason).toContain("says up for e3");
  expect(check("24% of rows").unmatched[0]?.reason).toContain("count");
  expect(check("East fell to $121,687").unmatched[0]?.reason).toContain("East");
});

describe("a series", () => {
  const points = Array.from({ length: 24 }, (_, i) => ({
    group: `${2016 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, "0")}`,
    value: 100 + ((i * 37) % 24),
  }));
  const series: Evidence[] = [
    {
      id: "e1",
      kind: "series",
      label: "",
      query: { op: "sum", column: "Sales", filter: [] },
      by: { column: "Order date", grain: "month" },
      points,
    },
    {
      id: "e2",
      kind: "series",
      label: "",
      unit: { kind: "number" },
      query: { op: "mean", column: "Sales", filter: [] },
      by: { column: "Order date", phase: "day_of_week" },
      points: [
        { group: "Monday", value: 5.5 },
        { group: "Sunday", value: 7.5 },
      ],
    },
    {
      id: "e4",
      kind: "series",
      label: "",
      unit: { kind: "number" },
      query: { op: "mean", column: "Sales", filter: [] },
      by: { column: "Order date", phase: "month_of_year" },
      points: [
        { group: "November", value: 4.5 },
        { group: "May", value: 3.5 },
      ],
    },
    {
      id: "e3",
      kind: "series",
      label: "",
      unit: { kind: "number" },
      query: { op: "mean", column: "Sales", filter: [] },
      by: { column: "Order date", phase: "hour_of_day" },
      points: [
        { group: "14:00", value: 41 },
        { group: "15:00", value: 42 },
      ],
    },
  ];
  const checkSeries = (text: string) =>
    checkProse({ title: text, summary: "", next_steps: [] }, series, { columns: [], evidence: series }, table)
      .unmatched;
  test.each([
    "March 2016 had 102",
    "Over 24 months, the low is 100 and the high 123",
    "Mondays are low: 5.5 on Monday and 7.5 on Sunday",
    "From January 2016 to December 2017",
    "At 14:00 it is 41",
    "In November 2017 it was 122, and in November 4.5",
  ])("bears out: %s", (text) => {
    expect(checkSeries(text)).toEqual([]);
  });
  test.each([
    "March 2016 had 115",
    "May 2016 had 102",
    "It was 102 once",
    "Monday has 7.5",
    "It was 102 in 2018",
    "At 14:00 it is 42",
    "At 16:00 it is 41",
  ])("does not bear out: %s", (text) => {
    expect(checkSeries(text)).not.toEqual([]);
  });
});
