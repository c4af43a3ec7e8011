import type { Contestant } from "./contestant.ts";
import { type Effort, quantile, rounded } from "./measure.ts";

export interface Waited {
  p50_ms: number;
  p95_ms: number;
  /** To the idle p50. */
  times_idle: number;
}

export interface Fairness {
  flood: number;
  idle: Waited;
  /** Behind steps that wait 20 ms each, as for a model's answer. */
  behind_waiting_steps: Waited;
  /** Behind steps of 5 ms. */
  behind_short_steps: Waited;
  /** Behind steps that do nothing, which keeps the machine as busy as it can be. */
  behind_no_op_steps: Waited;
}

const flood = 1_000;
const starts = 15;

/** How much longer one tenant's run waits for its first step when another tenant has just asked for a thousand. */
export async function measureFairness(worker: Contestant, { rounds }: Effort): Promise<Fairness> {
  const waited = { idle: [] as number[], waiting: [] as number[], short: [] as number[], no_op: [] as number[] };
  const ask = async (runs: number, flood_kind: string) =>
    (await worker.ask({ do: "starts", kind: "five_strict", times: starts, flood: runs, flood_kind })).ms;
  await ask(flood, "five_strict");
  for (let round = 0; round < rounds; round++) {
    waited.idle.push(...(await ask(0, "five_strict")));
    waited.waiting.push(...(await ask(flood, "five_waiting")));
    waited.short.push(...(await ask(flood, "five_short")));
    waited.no_op.push(...(await ask(flood, "five_strict")));
  }
  const of = (ms: readonly number[]): Waited => ({
    p50_ms: rounded(quantile(ms, 0.5)),
    p95_ms: rounded(quantile(ms, 0.95)),
    times_idle: rounded(quantile(ms, 0.5) / quantile(waited.idle, 0.5)),
  });
  return {
    flood,
    idle: of(waited.idle),
    behind_waiting_steps: of(waited.waiting),
    behind_short_steps: of(waited.short),
    behind_no_op_steps: of(waited.no_op),
  };
}
