import { rmSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { detect } from "./detect/index.ts";
import { profileTable } from "./profile/profile.ts";
import { openTable } from "./table/open.ts";
import { recompute } from "./verify/recompute.ts";

const rows = 600;
const day = 86_400_000;

/**
 * Takes a small table of its own through everything an analysis does and forgets it: code that has run before is loaded and
 * compiled. Stops soon after `signal` is aborted. `directory` is made for it and removed again, also when the process exits.
 */
export async function warmUp(directory: string, signal: AbortSignal): Promise<void> {
  const clean = () => rmSync(directory, { recursive: true, force: true });
  process.once("exit", clean);
  try {
    await mkdir(directory, { mode: 0o700 });
    const path = join(directory, "orders.csv");
    await writeFile(path, orders());
    const table = await openTable(path, { file_name: path, limits: { scratch_directory: directory }, signal });
    try {
      const profile = await profileTable(table, signal);
      const { findings } = await detect({ table, profile, signal });
      const evidence = findings.flatMap((one, i) => one.evidence.map((e) => ({ ...e, id: `${i}/${e.id}` })));
      await recompute(table, evidence, signal);
    } finally {
      table.close();
    }
  } finally {
    process.off("exit", clean);
    clean();
  }
}

/** Orders in which most kinds of findings occur: a season, a change of level, a loss, gaps, repeats, slips. */
function orders(): string {
  const lines = [
    "order_id,order_date,ship_date,region,product,quantity,unit_price,discount,total,profit,customer_email,returned,note",
  ];
  for (let i = 0; i < rows; i++) {
    // Multiples of irrational numbers are spread evenly and follow no pattern the detectors know.
    const spread = (k: number): number => (i * (Math.sqrt(k) % 1)) % 1;
    const pick = (from: readonly string[], k: number): string => from[Math.floor(spread(k) ** 1.5 * from.length)] ?? "";
    const at = new Date(Date.UTC(2020, 0, 1) + Math.floor(spread(2) * 1_000) * day);
    const region = pick(["North", "South", "East", "West ", "west"], 3);
    const quantity = 1 + Math.floor(spread(5) * 9);
    const price = 5 + 40 * spread(7) ** 2 * (at.getUTCFullYear() > 2021 ? 2 : 1);
    const discount = Math.round(spread(11) * 40) / 100;
    const total = quantity * price * (1 - discount);
    const customer = Math.floor(spread(13) ** 3 * 90);
    const line = [
      `A-${10_000 + i}`,
      i % 9 === 0 ? at.toISOString().slice(0, 10).split("-").reverse().join("/") : at.toISOString().slice(0, 10),
      region === "South" && i % 2 === 0
        ? ""
        : new Date(at.getTime() + (i % 40 ? 3 : -3) * day).toISOString().slice(0, 10),
      region,
      pick(["Tea", "Coffee", "Juice", "Water", "N/A"], 17),
      i % 500 === 7 ? "n/a" : quantity,
      i === 77 ? "99999" : i % 90 === 0 ? `$${price.toFixed(2)}` : price.toFixed(2),
      i % 11 === 0 ? "" : discount,
      total.toFixed(2),
      (total * (discount > 0.3 ? -0.4 : 0.3)).toFixed(2),
      `c${customer}@example.com`,
      spread(19) < 0.1 + 0.5 * discount ? "yes" : "no",
      i % 3 === 0 ? '"by hand, ring ""twice"""' : "",
    ].join(",");
    lines.push(line, ...(i % 70 === 0 ? [line] : []));
  }
  return `${lines.join("\n")}\n`;
}
