import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";

const categories = ["Retail", "Wholesale", "Online", "retail ", "B2B", "Partner", "N/A", ""];
const cities = ["München", "São Paulo", "New York", "Paris", "London", "Tōkyō", "Berlin", "Madrid", "Oslo", ""];
const people = ["anna", "bob", "carla", "dmitri", "eva", "farid", "gina", "hugo", "ines", "jun"];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const active = ["true", "false", "yes", "no", ""];
const header =
  "order_id,customer_email,order_date,ship_date,category,city,quantity,unit_price,discount,total,notes,active\n";

/** A seeded stream of numbers in [0, 1): mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const two = (n: number) => String(n).padStart(2, "0");

function dateText(date: Date, format: number): string {
  const [y, m, d] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  if (format === 1) return `${two(d)}/${two(m + 1)}/${y}`;
  if (format === 2) return `${two(m + 1)}/${two(d)}/${y}`;
  if (format === 3) return `${date.toISOString().slice(0, 16)}:00Z`;
  if (format === 4) return `${two(d)} ${months[m]} ${y}`;
  return date.toISOString().slice(0, 10);
}

/**
 * Writes `rows` messy orders to `path`, the same for the same seed: mixed date formats, NA words, quoted line breaks,
 * currency signs among plain prices, stray blanks, 2% repeated rows, addresses that are none. About 113 bytes a row.
 */
export async function writeMessyCsv(path: string, rows: number, seed = 7): Promise<void> {
  const random = seeded(seed);
  const below = (n: number) => Math.floor(random() * n);
  const file = createWriteStream(path);
  file.write(header);
  const start = Date.UTC(2019, 0, 1);
  let row = "";
  let block: string[] = [];
  for (let i = 0; i < rows; i++) {
    if (i === 0 || random() >= 0.02) {
      const ordered = new Date(start + below(60 * 24 * 30 * 70) * 60_000);
      const shipped = new Date(ordered.getTime() + below(9) * 86_400_000);
      const quantity = below(20) + 1;
      // Log-normal (3, 1) by Box-Muller.
      const price = Math.exp(3 + Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()));
      const discount = Math.round(random() * 30) / 100;
      const kind = random();
      const note =
        kind < 0.4
          ? ""
          : kind < 0.7
            ? '"Deliver to rear, ring bell"'
            : kind < 0.78
              ? '"line one\nline ""two"", end"'
              : `standard order no remarks ${i % 977}`;
      const email =
        random() < 0.96
          ? `${people[below(10)]}.${below(200_000)}@example${below(40)}.com`
          : random() < 0.5
            ? ""
            : "not-an-email";
      const priced =
        random() < 0.95 ? price.toFixed(2) : random() < 0.6 ? "" : random() < 0.5 ? `$${price.toFixed(2)}` : "n/a";
      row = `${[
        `ORD-${String(i).padStart(7, "0")}`,
        email,
        dateText(ordered, random() < 0.7 ? 0 : below(5)),
        random() < 0.93 ? dateText(shipped, 0) : "",
        categories[below(8)],
        cities[below(10)],
        random() < 0.97 ? quantity : "",
        priced,
        random() < 0.9 ? discount : "",
        random() < 0.98 ? Math.round(quantity * price * (1 - discount) * 100) / 100 : "-",
        note,
        active[below(5)],
      ].join(",")}\n`;
    }
    block.push(row);
    if (block.length === 10_000) {
      if (!file.write(block.join(""))) await once(file, "drain");
      block = [];
    }
  }
  file.end(block.join(""));
  await finished(file);
}
