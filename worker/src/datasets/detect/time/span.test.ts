import { describe, expect, it } from "vitest";
import { time } from "../statistics/periods.ts";
import { spanText } from "./span.ts";

const text = (from: string, to: string): string => spanText(time(from), time(to));

describe("spanText", () => {
  it("names whole periods by their names", () => {
    expect(text("2017-01-01", "2018-01-01")).toBe("2017");
    expect(text("2017-04-01", "2017-07-01")).toBe("Q2 2017");
    expect(text("2017-03-01", "2017-04-01")).toBe("March 2017");
    expect(text("2017-03-02", "2017-03-03")).toBe("2 March 2017");
    expect(text("2014-01-01", "2018-01-01")).toBe("2014 to 2017");
  });

  it("names other stretches by their first and last month or day, saying the year once", () => {
    expect(text("2017-03-01", "2017-07-01")).toBe("March to June 2017");
    expect(text("2016-11-01", "2017-02-01")).toBe("November 2016 to January 2017");
    expect(text("2017-03-03", "2017-03-19")).toBe("3 to 18 March 2017");
    expect(text("2017-03-27", "2017-04-10")).toBe("27 March to 9 April 2017");
  });
});
