import { DBOS } from "@dbos-inc/dbos-sdk";
import { shapes } from "./protocol.ts";
import { serve } from "./serve.ts";

/** The peer: the same shapes as DBOS workflows, started directly in the process that executes them, which is its fastest way. */
const nothing = async () => null;

async function chain(steps: number): Promise<void> {
  for (let n = 0; n < steps; n++) await DBOS.runStep(nothing, { name: `n${n}` });
}

async function wideOf(steps: number): Promise<void> {
  await DBOS.runStep(nothing, { name: "n0" });
  const between = Array.from({ length: steps - 2 }, (_, n) => DBOS.runStep(nothing, { name: `n${n + 1}` }));
  await Promise.all(between);
  await DBOS.runStep(nothing, { name: "last" });
}

DBOS.setConfig({
  name: "bench",
  systemDatabaseUrl: process.env.DATABASE_URL ?? "",
  systemDatabasePoolSize: 20,
  logLevel: "error",
  // A process of its own, or two would take each other's runs for lost ones.
  executorID: `bench-${process.pid}`,
});
const workflows = new Map<string, () => Promise<void>>([
  ["five", DBOS.registerWorkflow(() => chain(shapes.five), { name: "five" })],
  ["chain", DBOS.registerWorkflow(() => chain(shapes.chain), { name: "chain" })],
  ["wide", DBOS.registerWorkflow(() => wideOf(shapes.wide), { name: "wide" })],
]);
await DBOS.launch();

function workflow(kind: string): () => Promise<void> {
  const found = workflows.get(kind);
  if (!found) throw new Error(`there is no workflow ${kind}`);
  return found;
}

async function oneByOne(kind: string, times: number) {
  const run = workflow(kind);
  const ms: number[] = [];
  for (let n = 0; n < times; n++) {
    const asked = performance.now();
    await run();
    ms.push(performance.now() - asked);
  }
  return { ms, ended: times, in_time: times };
}

async function crowd(kind: string, atOnce: number, seconds: number) {
  const run = workflow(kind);
  const until = performance.now() + seconds * 1000;
  const counted = { ms: [], ended: 0, in_time: 0 };
  const lane = async () => {
    while (performance.now() < until) {
      await run();
      counted.ended++;
      if (performance.now() <= until) counted.in_time++;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return counted;
}

serve(
  async (task) => {
    if (task.do === "one_by_one") return oneByOne(task.kind, task.times);
    if (task.do === "crowd") return crowd(task.kind, task.at_once, task.seconds);
    throw new Error(`the peer has no answer to ${task.do}`);
  },
  () => DBOS.shutdown(),
);
