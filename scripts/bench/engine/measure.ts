import type { Cluster } from "./cluster.ts";
import type { Contestant } from "./contestant.ts";
import type { Answer } from "./protocol.ts";

/** One way to do the work, and the processes that do it. */
export interface Side {
  name: string;
  processes: Contestant[];
  /** Suffix of its pipelines. */
  kind: string;
  tenants: number;
}

export interface Effort {
  rounds: number;
  seconds: number;
  /** Runs one at a time in a round. */
  times: number;
  /** Runs of the large graphs in a round. */
  large: number;
}

export interface Crowd {
  runs_per_second: number;
  /** CPU of a run, in its own processes and in Postgres. */
  node_ms: number;
  postgres_ms: number;
}

export interface Measured extends Crowd {
  workflow_p50_ms: number;
  step_p50_ms: number;
  chain_of_100_ms: number;
  wide_of_100_ms: number;
}

export const atOnce = 64;
const warmUpSeconds = 2;

export const quantile = (values: readonly number[], q: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(q * (values.length - 1))] ?? Number.NaN;
export const median = (values: readonly number[]): number => quantile(values, 0.5);
export const rounded = (value: number): number => Number(value.toPrecision(value >= 100 ? 4 : 3));

/** The sides take turns, so that a busy moment of the machine hits all of them; of each figure the median round counts. */
export async function measure(cluster: Cluster, sides: readonly Side[], effort: Effort): Promise<Measured[]> {
  const rounds = sides.map(() => ({ five: [] as number[], chain: [] as number[], wide: [] as number[] }));
  const crowds: Crowd[][] = sides.map(() => []);
  for (const side of sides) await crowd(cluster, side, Math.min(warmUpSeconds, effort.seconds));
  for (let round = 0; round < effort.rounds; round++) {
    for (const [i, side] of sides.entries()) {
      rounds[i]?.five.push(median(await oneByOne(side, "five", effort.times)));
      crowds[i]?.push(await crowd(cluster, side, effort.seconds));
    }
    for (const shape of ["chain", "wide"] as const) {
      for (const [i, side] of sides.entries()) rounds[i]?.[shape].push(...(await oneByOne(side, shape, effort.large)));
    }
  }
  return sides.map((_, i) => {
    const { five = [], chain = [], wide = [] } = rounds[i] ?? {};
    return {
      workflow_p50_ms: rounded(median(five)),
      step_p50_ms: rounded(median(five) / 5),
      ...medianCrowd(crowds[i] ?? []),
      chain_of_100_ms: rounded(median(chain)),
      wide_of_100_ms: rounded(median(wide)),
    };
  });
}

/** The same for many at once alone. */
export async function measureCrowds(cluster: Cluster, sides: readonly Side[], effort: Effort): Promise<Crowd[]> {
  const crowds: Crowd[][] = sides.map(() => []);
  for (const side of sides) await crowd(cluster, side, Math.min(warmUpSeconds, effort.seconds));
  for (let round = 0; round < effort.rounds; round++) {
    for (const [i, side] of sides.entries()) crowds[i]?.push(await crowd(cluster, side, effort.seconds));
  }
  return crowds.map(medianCrowd);
}

const medianCrowd = (crowds: readonly Crowd[]): Crowd => ({
  runs_per_second: rounded(median(crowds.map((one) => one.runs_per_second))),
  node_ms: rounded(median(crowds.map((one) => one.node_ms))),
  postgres_ms: rounded(median(crowds.map((one) => one.postgres_ms))),
});

const nameOf = (side: Side, shape: string) => (side.kind ? `${shape}_${side.kind}` : shape);

async function oneByOne(side: Side, shape: string, times: number): Promise<number[]> {
  const answers = await Promise.all(
    side.processes.slice(0, 1).map((one) => one.ask({ do: "one_by_one", kind: nameOf(side, shape), times })),
  );
  return answers.flatMap((answer) => answer.ms);
}

/** As many at once as all of its processes keep under way together. */
export async function crowdOf(side: Side, seconds: number): Promise<Answer> {
  const at_once = atOnce / side.processes.length;
  const answers = await Promise.all(
    side.processes.map((one) =>
      one.ask({ do: "crowd", kind: nameOf(side, "five"), at_once, seconds, tenants: side.tenants }),
    ),
  );
  const sum = (of: (answer: Answer) => number) => answers.reduce((all, answer) => all + of(answer), 0);
  return { ms: [], ended: sum((a) => a.ended), in_time: sum((a) => a.in_time), cpu_ms: sum((a) => a.cpu_ms) };
}

async function crowd(cluster: Cluster, side: Side, seconds: number): Promise<Crowd> {
  const before = await cluster.cpuMs();
  const { ended, in_time, cpu_ms } = await crowdOf(side, seconds);
  const postgres = (await cluster.cpuMs()) - before;
  return { runs_per_second: in_time / seconds, node_ms: cpu_ms / ended, postgres_ms: postgres / ended };
}
