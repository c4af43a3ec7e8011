import { describe, expect, it } from "vitest";
import { tableOf } from "../table/table.fixture.ts";
import { roleOf } from "./roles.ts";
import { unitFor } from "./units.ts";

/** Role and unit of a column with 200 values made from the row number. */
async function meaning(name: string, value: (i: number) => string | number) {
  const table = await tableOf(
    `${name},other\n${Array.from({ length: 200 }, (_, i) => `${value(i)},${i % 3}`).join("\n")}\n`,
  );
  const [column, summary] = [table.columns[0], table.summaries[0]];
  if (!column || !summary) throw new Error("no column");
  const role = roleOf(column, summary);
  return { role, unit: unitFor(column, summary, role) };
}

const some = (i: number) => ((i * 37) % 91) + 0.5;
const whole = (i: number) => (i * 37) % 91;
const share = (i: number) => (i % 40) / 100;

describe("roleOf", () => {
  it.each([
    ["sales", some],
    ["Total Revenue", some],
    ["quantity", whole],
    ["Number of Records", whole],
    ["Production Budget", whole],
    ["profit", some],
    ["Cost Total $", whole],
    ["IMDB Votes", whole],
    ["discount", (i: number) => whole(i) * 100],
  ])("%s is an amount", async (name, value) => {
    expect((await meaning(name, value)).role).toBe("amount");
  });

  it.each([
    ["unit_price", some],
    ["Price Per Unit", some],
    ["Average Total Payments", whole],
    ["Age", whole],
    ["Torque [Nm]", some],
    ["Air temperature [K]", some],
    ["Rotten Tomatoes Rating", whole],
    ["Running Time min", whole],
    ["heart rate", (i: number) => 60 + whole(i)],
    ["margin", whole],
    ["x", some],
  ])("%s is a measure", async (name, value) => {
    expect((await meaning(name, value)).role).toBe("measure");
  });

  it.each([
    ["discount", share],
    ["Reimbursement Rate", share],
    ["agree_pct", share],
    ["profit margin", share],
    ["conversion", (i: number) => `${i % 30}%`],
  ])("%s is a rate", async (name, value) => {
    expect((await meaning(name, value)).role).toBe("rate");
  });

  it.each([
    ["row", (i: number) => i + 1],
    ["zip_code", (i: number) => 10_000 + i * 7],
    ["customer_id", (i: number) => i % 50],
    ["Product ID", (i: number) => `FUR-${1000 + (i % 80)}`],
    ["invoice no", (i: number) => 5_000 + i * 3],
    ["ref", (i: number) => `X${i * 31}Z`],
  ])("%s is an identifier", async (name, value) => {
    expect((await meaning(name, value)).role).toBe("identifier");
  });

  it.each([
    ["latitude", (i: number) => 40 + i / 100],
    ["country", (i: number) => ["France", "Chad", "Peru"][i % 3] ?? ""],
  ])("%s is geography", async (name, value) => {
    expect((await meaning(name, value)).role).toBe("geography");
  });

  it.each([
    ["category", (i: number) => ["a", "b", "c"][i % 3] ?? "", "category"],
    ["Pclass", (i: number) => (i % 3) + 1, "category"],
    ["DRG", (i: number) => 200 + (i % 9) * 71, "category"],
    ["survived", (i: number) => i % 2, "flag"],
    ["ok", (i: number) => (i % 2 ? "yes" : "no"), "flag"],
    ["day", (i: number) => `2020-01-${(i % 28) + 1}`, "date"],
    ["comment", (i: number) => `a longer text number ${i} with words`, "text"],
    ["nothing", () => "", "empty"],
  ])("%s of its values is a %s", async (name, value, role) => {
    expect((await meaning(name, value)).role).toBe(role);
  });
});

describe("unitFor", () => {
  it.each([
    ["Cost Total $", whole, { kind: "currency", symbol: "USD" }],
    ["sales (EUR)", some, { kind: "currency", symbol: "EUR" }],
    ["price", (i: number) => `£${i}.50`, { kind: "currency", symbol: "GBP" }],
    ["Torque [Nm]", some, { kind: "number", symbol: "Nm" }],
    ["Speed IAS in knots", whole, { kind: "number", symbol: "knots" }],
    ["discount", share, { kind: "share" }],
    ["quantity", whole, { kind: "count" }],
    ["profit", some, { kind: "number" }],
    ["yield", (i: number) => `${i % 50}%`, { kind: "number", symbol: "%" }],
    ["name", (i: number) => `n${i % 5}`, null],
  ])("reads %s in its unit", async (name, value, unit) => {
    expect((await meaning(name, value)).unit).toEqual(unit);
  });
});
