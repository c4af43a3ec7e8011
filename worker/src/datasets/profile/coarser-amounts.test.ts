import { expect, it } from "vitest";
import { detect } from "../detect/index.ts";
import { tableOf } from "../table/table.fixture.ts";
import { recompute } from "../verify/recompute.ts";
import { profileTable } from "./profile.ts";

/** Work orders of 2 to 7 steps; `slips` of them have another quantity in one step. */
function steps(orders: number, slips = 0): string {
  const lines = ["order_no,step,day,order_qty,scrap_count,customer"];
  for (let order = 0; order < orders; order++) {
    for (let step = 0; step < 2 + (order % 6); step++) {
      const day = new Date(Date.UTC(2021, 0, 1 + order + step)).toISOString().slice(0, 10);
      const quantity = 5 + ((order * 37) % 50) + (step === 1 && order < slips ? 1 : 0);
      lines.push(`W-${1000 + order},cut ${step},${day},${quantity},${(order * 7 + step * 3) % 4},c${order % 30}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

it("what an order has once is never added up over its steps; what each step has is", async () => {
  const table = await tableOf(steps(300));
  const profile = await profileTable(table);
  const [, , , quantity, scrap] = profile.columns;
  expect(quantity).toMatchObject({
    role: "measure",
    unit: { kind: "number" },
    facts: ["One for each order_no, so it is averaged over rows and never added up."],
  });
  expect(scrap).toMatchObject({ role: "amount", facts: [] });
  const { findings } = await detect({ table, profile, signal: new AbortController().signal });
  const evidence = findings.flatMap((one, i) => one.evidence.map((e) => ({ ...e, id: `${i}/${e.id}` })));
  const queries = [...evidence, ...profile.kpis, ...profile.charts].flatMap((one) =>
    "query" in one ? [one.query] : [],
  );
  const summed = queries.filter((query) => query?.op === "sum").map((query) => query?.column);
  expect(summed).toContain("scrap_count");
  expect(summed).not.toContain("order_qty");
  const again = await recompute(
    table,
    evidence.filter(({ kind }) => kind === "aggregate" || kind === "series"),
  );
  expect(again.filter(({ equal }) => !equal)).toEqual([]);
});

it("a few slips change nothing, many do: then the amount is the row's own", async () => {
  const roleOf = async (slips: number) => (await profileTable(await tableOf(steps(300, slips)))).columns[3]?.role;
  expect(await roleOf(3)).toBe("measure");
  expect(await roleOf(30)).toBe("amount");
});

it("an order that has one row, or a product, makes no amount its own", async () => {
  const one = ["order_no,quantity", ...Array.from({ length: 200 }, (_, i) => `W-${i},${1 + (i % 9)}`)];
  expect((await profileTable(await tableOf(`${one.join("\n")}\n`))).columns[1]?.role).toBe("amount");
  const copied = [...one, ...one.slice(1, 61)];
  expect((await profileTable(await tableOf(`${copied.join("\n")}\n`))).columns[1]?.role).toBe("amount");
  const sold = ["product_id,sales", ...Array.from({ length: 400 }, (_, i) => `P${i % 40},${(i % 40) * 3 + 5}`)];
  expect((await profileTable(await tableOf(`${sold.join("\n")}\n`))).columns[1]?.role).toBe("amount");
});
