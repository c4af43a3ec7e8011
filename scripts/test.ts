import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { buildPortal } from "./local/portal-build.ts";
import { findChromium } from "./test/chromium.ts";
import { findPostgres } from "./test/real-postgres.ts";
import { type ProjectRun, runProject } from "./test/run-project.ts";

const help = `npm test [-- --project name] [path or -t name ...]

All suites that this machine can run, two projects at a time; says which it cannot run and why. A project's output is
printed when it has ended, what failed once more at the end. Paths and options go on to vitest.

  --project NAME  only this of unit, embedded, postgres, stack, browser; may be repeated`;

const started = performance.now();
const { named, args } = readArguments(process.argv.slice(2));
if (args.includes("--help")) {
  console.log(help);
  process.exit(0);
}
const postgres = await findPostgres();
const chromium = findChromium();
// In an order in which the lanes end at about the same time.
const queue = ["browser", "postgres", "stack", "unit", "embedded"].filter((name) => {
  if (named.length > 0) return named.includes(name);
  return name === "postgres" ? postgres : name === "browser" ? chromium : true;
});
if (!postgres)
  console.log(
    "Skipped: the suites on a real Postgres. Install postgresql-15 and pgvector to run them (docs/runbook.md).",
  );
if (!chromium) console.log("Skipped: the browser suites. Install chromium, or name one in CHROMIUM_PATH, to run them.");

// Only what opens it waits for it.
const portal = buildPortal();
portal.catch(() => {});
// Tests start processes by the hundred, and compiling what those import is half of their start.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL("../node_modules/.cache/plumbline-tests", import.meta.url));
const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop.abort());

// A project alone leaves half of two cores idle, and three at once disturb what is timed: so two lanes.
const lanes = Math.min(2, availableParallelism(), queue.length);
const runs: ProjectRun[] = [];
await Promise.all(Array.from({ length: lanes }, runQueue));
process.exit(summarize());

/** A lane: takes one project after the other until none is left, and prints each when it has ended. */
async function runQueue(): Promise<void> {
  for (let name = queue.shift(); name && !stop.signal.aborted; name = queue.shift()) {
    if (name === "browser" || name === "stack") await portal;
    const live = lanes === 1;
    if (!live) console.log(`Running ${name}`);
    const more = live ? [] : ["--maxWorkers=1"];
    const run = await runProject(name, [...more, ...args], { signal: stop.signal, live });
    runs.push(run);
    // Of a project in which nothing was named there is nothing to read.
    if (!run.ok || !run.tally || run.tally.passed + run.tally.failed > 0) process.stdout.write(run.output);
  }
}

/** Prints what failed, and one line over all; answers the exit code. */
function summarize(): number {
  const sum = (count: "passed" | "failed" | "skipped") =>
    runs.reduce((all, { tally }) => all + (tally?.[count] ?? 0), 0);
  for (const { name, ok, tally } of runs) {
    for (const failure of tally?.failures ?? []) console.log(`FAILED ${name}: ${failure}`);
    if (!ok && !tally?.failures.length && !stop.signal.aborted)
      console.log(`FAILED ${name}: vitest ended with an error that belongs to no test`);
  }
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(`${sum("passed")} passed, ${sum("failed")} failed, ${sum("skipped")} skipped in ${seconds} s`);
  if (stop.signal.aborted) {
    console.log("Stopped before the end");
    return 130;
  }
  const ran = sum("passed") + sum("failed") > 0;
  if (!ran) console.log("No test is named so");
  return ran && runs.every(({ ok }) => ok) ? 0 : 1;
}

/** The projects named with --project, and the arguments that are left for vitest. */
function readArguments(given: readonly string[]): { named: string[]; args: string[] } {
  const named: string[] = [];
  const args: string[] = [];
  for (let at = 0; at < given.length; at++) {
    const arg = given[at] ?? "";
    if (arg === "--project") named.push(given[++at] ?? "");
    else if (arg.startsWith("--project=")) named.push(arg.slice("--project=".length));
    else args.push(arg);
  }
  return { named, args };
}
