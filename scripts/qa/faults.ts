import { parseArgs } from "node:util";
import { findPostgres } from "../test/real-postgres.ts";
import { type Figures, faults, storm } from "./faults/storm.ts";

const help = `npm run qa:faults [-- --rounds N] [--seed N] [--json]

Kills workers and Postgres at random moments under load, on a throw-away Postgres: kill -9 of a worker, of Postgres with all
its sessions, of both; a deploy (SIGTERM); a worker that freezes until its runs are another's. Then every run must have
ended as it should, with every output once. Ends with 1 when anything was lost, doubled, stuck or wrong.

  --rounds N  faults (10)
  --seed N    the same kinds, moments and runs again (a random one, which is printed)
  --json      prints one object and nothing else
  LOG_LEVEL=info shows what the workers log`;

const { values } = parseArgs({
  options: {
    rounds: { type: "string" },
    seed: { type: "string" },
    json: { type: "boolean" },
    help: { type: "boolean" },
  },
});
if (values.help) {
  console.log(help);
  process.exit(0);
}
const whole = (name: "rounds" | "seed", otherwise: number): number => {
  const given = values[name];
  if (given === undefined) return otherwise;
  if (/^\d{1,9}$/.test(given) && Number(given) > 0) return Number(given);
  console.error(`--${name} ${given} is not a whole number above 0.`);
  process.exit(2);
};
const rounds = whole("rounds", 10);
const seed = whole("seed", 1 + Math.floor(Math.random() * 999_999));

const bin = await findPostgres();
if (!bin) {
  console.error("This needs an installed Postgres 15 or newer with pgvector (docs/runbook.md says how).");
  process.exit(2);
}
const figures = await storm({
  bin,
  rounds,
  seed,
  onRound: (round, kind) => values.json || console.log(`round ${round} of ${rounds}: ${kind}`),
});
if (values.json) console.log(JSON.stringify(figures));
else print(figures);
const { lost, doubled, stuck, wrong } = figures;
process.exitCode = lost + doubled + stuck + wrong.length === 0 ? 0 : 1;

function print({ runs, resumed, kills, seconds, ...found }: Figures): void {
  for (const sentence of found.wrong.slice(0, 20)) console.log(`wrong: ${sentence}`);
  console.log(
    `${rounds} rounds in ${seconds} s (seed ${seed}): ${faults.map((kind) => `${kind} ${kills[kind]}`).join(", ")}\n` +
      `${runs} runs, ${resumed} of them taken up again: ${found.lost} lost, ${found.doubled} doubled, ` +
      `${found.stuck} stuck, ${found.wrong.length} wrong`,
  );
}
