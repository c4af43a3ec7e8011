import { Random } from "./statistics/random.fixture.ts";

const day = 86_400_000;

/** What is generated: pure noise unless something is planted. */
export interface PlantedOptions {
  seed: number;
  rows: number;
  /** Days the dates are spread over, from 2022-01-03, a Monday. */
  days: number;
  amounts: "normal" | "lognormal" | "pareto";
  /** One row for each day, rather than `rows` random dates. */
  regular: boolean;
  plant: Plant;
}

/** The finding planted, and its size: a relative change, or what is said with it. */
export type Plant =
  | { kind: "none" }
  /** Amounts grow or shrink in a straight line by `size` from the first to the last day. */
  | { kind: "trend"; size: number }
  /** Amounts change by `size` from the share `at` of the days on. */
  | { kind: "shift"; size: number; at: number }
  /** Amounts rise by `size` to the share `at` of the days and fall back. */
  | { kind: "turn"; size: number; at: number }
  /** On weekdays 5 and 6 (weekend), or in months 10 and 11, amounts are larger by `size`. */
  | { kind: "weekend" | "autumn"; size: number }
  /** Amounts of one day are larger by `size`, with many rows. */
  | { kind: "spike"; size: number }
  /** No rows on `days` days. */
  | { kind: "gap"; days: number }
  /** Amounts of region West change by `size` in the last half of the days. */
  | { kind: "driver"; size: number };

/** A table of sales as CSV text: date, region, product, amount, score. The same options give the same text. */
export function plantedCsv(options: PlantedOptions): string {
  const random = new Random(options.seed);
  const lines = ["date,region,product,amount,score"];
  const rows = options.regular ? options.days : options.rows;
  for (let i = 0; i < rows; i++) {
    const at = options.regular ? i : random.below(options.days);
    const date = new Date(Date.UTC(2022, 0, 3) + at * day);
    const region = random.pick(["North", "South", "East", "West"]);
    const product = random.pick(["Tea", "Coffee", "Juice", "Water", "Milk", "Bread"]);
    if (isEmpty(options, at)) continue;
    const amount = base(random, options.amounts) * factor(options, at, date, region);
    const score = random.normal(50, 10);
    lines.push(`${date.toISOString().slice(0, 10)},${region},${product},${amount.toFixed(2)},${score.toFixed(1)}`);
  }
  return `${lines.join("\n")}\n`;
}

function base(random: Random, amounts: PlantedOptions["amounts"]): number {
  if (amounts === "normal") return Math.max(1, random.normal(100, 25));
  return amounts === "lognormal" ? random.lognormal(4, 0.8) : 20 * random.pareto(2.2);
}

const isEmpty = ({ plant, days }: PlantedOptions, at: number): boolean =>
  plant.kind === "gap" && at >= Math.floor(days / 2) && at < Math.floor(days / 2) + plant.days;

function factor({ plant, days }: PlantedOptions, at: number, date: Date, region: string): number {
  const share = at / days;
  switch (plant.kind) {
    case "trend":
      return 1 + plant.size * share;
    case "shift":
      return share >= plant.at ? 1 + plant.size : 1;
    case "turn":
      return 1 + plant.size * (share < plant.at ? share / plant.at : (1 - share) / (1 - plant.at));
    case "weekend":
      return (date.getUTCDay() + 6) % 7 >= 5 ? 1 + plant.size : 1;
    case "autumn":
      return date.getUTCMonth() >= 10 ? 1 + plant.size : 1;
    case "spike":
      return at === Math.floor(days * 0.6) ? 1 + plant.size : 1;
    case "driver":
      return region === "West" && share >= 0.5 ? 1 + plant.size : 1;
    default:
      return 1;
  }
}
