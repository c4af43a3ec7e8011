import type { Contestant } from "./contestant.ts";
import { type Effort, quantile, rounded } from "./measure.ts";

export interface Fairness {
  flood: number;
  idle_start_p50_ms: number;
  behind_flood_p50_ms: number;
  behind_flood_p95_ms: number;
  times_idle: number;
}

const flood = 1_000;
const starts = 15;

/** How much longer one tenant's run waits for its first step when another tenant has just asked for a thousand. */
export async function measureFairness(worker: Contestant, { rounds }: Effort): Promise<Fairness> {
  const idle: number[] = [];
  const behind: number[] = [];
  await worker.ask({ do: "starts", kind: "five_strict", times: starts, flood });
  for (let round = 0; round < rounds; round++) {
    idle.push(...(await worker.ask({ do: "starts", kind: "five_strict", times: starts, flood: 0 })).ms);
    behind.push(...(await worker.ask({ do: "starts", kind: "five_strict", times: starts, flood })).ms);
  }
  return {
    flood,
    idle_start_p50_ms: rounded(quantile(idle, 0.5)),
    behind_flood_p50_ms: rounded(quantile(behind, 0.5)),
    behind_flood_p95_ms: rounded(quantile(behind, 0.95)),
    times_idle: rounded(quantile(behind, 0.5) / quantile(idle, 0.5)),
  };
}
