// npm run demo: the main job without a browser. File in, verified insights out.
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { AppError, isAppError, type RunDetail } from "@plumbline/contracts";
import { SingleBar } from "cli-progress";
import color from "picocolors";
import { ApiClient } from "./local/api-client.ts";
import { insightTable, profileSummary } from "./local/demo-report.ts";
import { bundledFile } from "./local/seed.ts";
import { loadEnvFile, readSettings } from "./local/settings.ts";
import { startStack } from "./local/stack.ts";

const help = `Usage: npm run demo -- [FILE] [options]

Starts an ephemeral Plumbline, uploads FILE (default: a bundled one) through the public API, and prints its insights.

  --json      print one JSON object { run, profile, insights } and nothing else
  --verbose   show the logs of all parts on standard error
  --help      this text

Exit code: 0 when the run succeeded, 1 when it did not.
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "boolean", default: false },
    verbose: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  process.stdout.write(help);
  process.exit(0);
}

// npm runs scripts in the package's folder; a path means what it meant where the user stands.
if (process.env.INIT_CWD) process.chdir(process.env.INIT_CWD);
const abort = new AbortController();
process.on("SIGINT", () => abort.abort());
process.on("SIGTERM", () => abort.abort());
process.exitCode = await demo(positionals[0] ?? bundledFile).catch((error: unknown) => {
  if (abort.signal.aborted) return 130;
  if (!isAppError(error)) throw error;
  console.error(`${color.red(error.message)}${error.fix ? `\n${color.bold("Fix:")} ${error.fix}` : ""}`);
  return 1;
});

async function demo(file: string): Promise<number> {
  const bytes = await readFile(file).catch((cause) => {
    throw new AppError("not_found", `The file ${file} cannot be read`, { cause, fix: "Check the path" });
  });
  const note = (message: string) => {
    if (!values.json) console.error(color.dim(message));
  };
  note("Starting an ephemeral stack");
  loadEnvFile();
  const settings = readSettings({ ...process.env, PORT: "0" });
  const stack = await startStack({
    dataDir: undefined,
    port: 0,
    databaseUrl: settings.databaseUrl,
    env: settings.env,
    log: note,
    onLine: (name, line) => {
      if (values.verbose) console.error(`${name.padEnd(8)} ${line}`);
    },
  });
  const stop = () => stack.stop();
  abort.signal.addEventListener("abort", stop);
  try {
    const client = await ApiClient.signIn(stack, stack.demo.email, stack.demo.password);
    await client.useTenant("demo", "Demo");
    const { dataset, run } = await client.upload(new Blob([bytes]), basename(file));
    const ended = await followWithBar(client, run.id);
    if (ended.status !== "succeeded" && ended.status !== "degraded") {
      const failure = ended.failure;
      if (values.json)
        process.stdout.write(`${JSON.stringify({ run: ended, profile: null, insights: [] }, null, 2)}\n`);
      throw new AppError(failure?.code ?? "internal", failure?.detail ?? `The run ended as ${ended.status}`, {
        ...(failure?.fix ? { fix: failure.fix } : {}),
      });
    }
    const [profile, insights] = await Promise.all([client.profile(dataset.id), client.insights(dataset.id)]);
    if (values.json) process.stdout.write(`${JSON.stringify({ run: ended, profile, insights }, null, 2)}\n`);
    else process.stdout.write(`${profileSummary(basename(file), profile)}\n${insightTable(insights)}\n`);
    return insights.every((insight) => insight.verified) ? 0 : 1;
  } finally {
    abort.signal.removeEventListener("abort", stop);
    await stack.stop();
  }
}

async function followWithBar(client: ApiClient, runId: string): Promise<RunDetail> {
  if (values.json) return client.follow(runId, () => {});
  const bar = new SingleBar({ format: "{bar} {percentage}%  {step}", stream: process.stderr, hideCursor: true });
  bar.start(100, 0, { step: "queued" });
  try {
    return await client.follow(runId, (run) => {
      const step = run.steps.find((s) => s.status === "running");
      bar.update(Math.round(run.progress * 100), {
        step: step ? `${step.key}${step.message ? `: ${step.message}` : ""}` : run.status,
      });
    });
  } finally {
    bar.stop();
  }
}
