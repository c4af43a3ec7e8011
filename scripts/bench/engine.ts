import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { type Cluster, startCluster } from "./engine/cluster.ts";
import { type Contestant, startContestant } from "./engine/contestant.ts";
import { measureFairness } from "./engine/fairness.ts";
import { atOnce, type Effort, measure, measureCrowds, rounded } from "./engine/measure.ts";
import { print, printMarkdown, type Result } from "./engine/report.ts";
import { lookAt } from "./engine/statements.ts";

const help = `npm run bench:engine [-- --json | --markdown] [--quick] [--rounds N] [--seconds N]

The run engine beside DBOS (durable workflows on Postgres) on one throw-away Postgres with its default durability: five
steps that do nothing, one run at a time and ${atOnce} at once, graphs of 100 nodes, one process and two; what a run costs in
Postgres, and how long a run waits behind another tenant's flood. The sides take turns; the median round counts.

  --json       prints one object and nothing else
  --markdown   prints the tables of docs/performance.md
  --quick      one short round: shows that it works, measures little
  --rounds N   rounds (5)
  --seconds N  seconds of ${atOnce} at once in a round (3)`;

const { values } = parseArgs({
  options: {
    json: { type: "boolean" },
    markdown: { type: "boolean" },
    quick: { type: "boolean" },
    help: { type: "boolean" },
    rounds: { type: "string" },
    seconds: { type: "string" },
  },
});
if (values.help) {
  console.log(help);
  process.exit(0);
}
const number = (name: "rounds" | "seconds", otherwise: number): number => {
  const given = values[name];
  if (given === undefined) return otherwise;
  if (Number(given) > 0 && Number(given) <= 60) return Number(given);
  console.error(`--${name} ${given} is not a number from 1 to 60.`);
  process.exit(1);
};
const effort: Effort = {
  rounds: number("rounds", values.quick ? 1 : 5),
  seconds: number("seconds", values.quick ? 1 : 3),
  times: values.quick ? 20 : 60,
  large: values.quick ? 2 : 5,
};

const cluster = await startCluster();
if (!cluster) {
  console.error("This benchmark needs an installed Postgres 15 or newer with pgvector (docs/runbook.md says how).");
  process.exit(1);
}
const started: Contestant[] = [];
try {
  const result = await bench(cluster);
  if (values.json) console.log(JSON.stringify(result));
  else if (values.markdown) printMarkdown(result);
  else print(result);
} finally {
  for (const one of started) await one.stop();
  await cluster.stop();
}

async function start(file: string, env: Record<string, string>): Promise<Contestant> {
  const one = await startContestant(file, env);
  started.push(one);
  return one;
}

async function bench(c: Cluster): Promise<Result> {
  const all = { ...c.ours, CONCURRENCY: String(atOnce), PER_TENANT: String(atOnce) };
  // The peer's own notices of deprecation are not for whoever runs this.
  const quiet = { NODE_NO_WARNINGS: "1" };
  const worker = await start("./plumbline.ts", all);
  const peer = await start("./dbos.ts", { ...c.peer, ...quiet });
  const eager = await start("./dbos.ts", { ...c.eager, ...quiet });
  const ours = { name: "ours", processes: [worker], kind: "strict", tenants: 20 };
  const theirs = { name: "dbos", processes: [peer], kind: "", tenants: 1 };
  const sides = [
    ours,
    theirs,
    { ...ours, tenants: 1 },
    { ...ours, kind: "deterministic" },
    { ...theirs, processes: [eager] },
  ];
  const [strict, dbos, oneTenant, deterministic, notWaiting] = await measure(c, sides, effort);
  const statements = [await lookAt(c, ours, effort.seconds), await lookAt(c, theirs, effort.seconds)] as const;
  await eager.stop();

  const two = [
    { ...ours, processes: [worker, await start("./plumbline.ts", all)] },
    { ...theirs, processes: [peer, await start("./dbos.ts", { ...c.peer, ...quiet })] },
  ];
  const [oursTwo, dbosTwo] = await measureCrowds(c, two, effort);
  for (const one of started) await one.stop();

  const alone = await start("./plumbline.ts", { ...c.ours, CONCURRENCY: "16" });
  const fairness = await measureFairness(alone, effort);
  if (!strict || !dbos || !oneTenant || !deterministic || !notWaiting || !oursTwo || !dbosTwo) {
    throw new Error("not all was measured");
  }
  const ratio = (one: { runs_per_second: number }, other: { runs_per_second: number }) =>
    rounded(one.runs_per_second / other.runs_per_second);
  return {
    machine: `${cpus().length} x ${cpus()[0]?.model.trim()}, Node ${process.version}, Postgres ${c.version}, DBOS 5.3.0`,
    how: `${effort.rounds} rounds in turn, ${effort.seconds} s of ${atOnce} at once in each, medians`,
    ours: {
      ...strict,
      one_tenant: oneTenant,
      deterministic,
      two_processes: oursTwo,
      statements: statements[0],
    },
    dbos: { ...dbos, not_waiting_for_disk: notWaiting, two_processes: dbosTwo, statements: statements[1] },
    ratio: ratio(strict, dbos),
    ratio_one_tenant: ratio(oneTenant, dbos),
    ratio_deterministic: ratio(deterministic, dbos),
    ratio_two_processes: ratio(oursTwo, dbosTwo),
    fairness,
  };
}
