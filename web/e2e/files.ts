/** A file as a browser is given it. */
export interface TestFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

const file = (name: string, mimeType: string, content: string | Buffer): TestFile => ({
  name,
  mimeType,
  buffer: Buffer.from(content),
});

/** A linear congruential generator: the same numbers on every machine. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

const regions = ["North", "South", "East", "West"];
const products = ["Bearing", "Flange", "Gasket", "Spindle", "Valve"];

/** Two years of orders: what is discounted above 20% loses money, spindles are dear, and Novembers are strong. */
export function orders(name: string, rows = 1200, seed = 7): TestFile {
  const next = numbers(seed);
  const pick = (from: readonly string[]): string => from[Math.floor(next() * from.length)] ?? "";
  const lines = ["order_id,order_date,region,product,quantity,discount,sales,profit"];
  for (let i = 0; i < rows; i++) {
    const day = new Date(Date.UTC(2023, 0, 1) + Math.floor((i / rows) * 730) * 86_400_000);
    const discount = [0, 0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4][Math.floor(next() * 8)] ?? 0;
    const product = pick(products);
    const quantity = (1 + Math.floor(next() * 9)) * (day.getUTCMonth() === 10 ? 3 : 1);
    const sales = quantity * (20 + next() * 40) * (product === "Spindle" ? 5 : 1) * (1 - discount);
    const profit = sales * (discount > 0.2 ? -0.35 : 0.25) * (0.8 + next() * 0.4);
    const date = day.toISOString().slice(0, 10);
    const money = `${sales.toFixed(2)},${profit.toFixed(2)}`;
    lines.push(`A-${10_000 + i},${date},${pick(regions)},${product},${quantity},${discount},${money}`);
  }
  return file(name, "text/csv", `${lines.join("\n")}\n`);
}

/** Columns that have nothing to do with one another. */
export function noise(name: string): TestFile {
  const next = numbers(11);
  const lines = ["a,b,c"];
  for (let i = 0; i < 400; i++)
    lines.push(`${next().toFixed(5)},${(next() * 3).toFixed(4)},${"xyzw"[Math.floor(next() * 4)]}`);
  return file(name, "text/csv", `${lines.join("\n")}\n`);
}

/** Bytes that are no text, whatever their name says. */
export const binary = (name: string): TestFile =>
  file(name, "text/csv", Buffer.from([0, 1, 2, 3, 0x89, 0x50, 0x4e, 0x47, 0, 0xff, 0xfe, 0, 0, 7, 0, 0]));
