import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { ApiClient } from "../local/api-client.ts";
import { startStack } from "../local/stack.ts";
import { findPostgres, startRealPostgres } from "../test/real-postgres.ts";
import { writeMessyCsv } from "./messy-csv.ts";

const help = `Usage: npm run bench:upload -- [options]

From the upload of a messy CSV through the public API to its published insights, on a whole local stack.

  --mb N       size of the file (default 20)
  --runs N     how often, each a file of its own (default 3)
  --embedded   on the embedded database, even where a real Postgres is installed
  --json       print one JSON object
`;
const { values } = parseArgs({
  options: {
    mb: { type: "string" },
    runs: { type: "string" },
    embedded: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  process.stdout.write(help);
  process.exit(0);
}
const mb = z.coerce.number().min(0.1).max(90).default(20).parse(values.mb);
const runs = z.coerce.number().int().min(1).max(20).default(3).parse(values.runs);
const bytesPerRow = 113;

const bin = values.embedded ? undefined : await findPostgres();
const server = bin ? await startRealPostgres(bin) : undefined;
const directory = await mkdtemp(join(tmpdir(), "plumbline-upload-"));
const stack = await startStack({
  dataDir: undefined,
  port: 0,
  databaseUrl: server?.url,
  env: {},
  log: console.error,
  onLine: () => {},
});
try {
  const client = await ApiClient.signIn(stack, "bench@example.com", "a-long-password");
  await client.useTenant("bench", "Bench");
  const measured: { upload_s: number; total_s: number; steps: Record<string, number> }[] = [];
  let size = 0;
  // The first one warms up and does not count.
  for (let i = 0; i <= runs; i++) {
    const path = join(directory, `${i}.csv`);
    await writeMessyCsv(path, Math.round((mb * 1_000_000) / bytesPerRow), 100 + i);
    size = (await stat(path)).size;
    const bytes = await readFile(path);
    const started = performance.now();
    const { run } = await client.upload(new Blob([bytes]), `${i}.csv`);
    const uploaded = performance.now();
    const ended = await client.follow(run.id, () => {}, 100);
    if (ended.status !== "succeeded") throw new Error(`the run ended as ${ended.status}: ${ended.failure?.detail}`);
    const seconds = (from: string | null, to: string | null) => (Date.parse(to ?? "") - Date.parse(from ?? "")) / 1000;
    if (i === 0) continue;
    measured.push({
      upload_s: (uploaded - started) / 1000,
      total_s: (performance.now() - started) / 1000,
      steps: Object.fromEntries(ended.steps.map((step) => [step.key, seconds(step.started_at, step.finished_at)])),
    });
  }
  const median = (of: (m: (typeof measured)[number]) => number) =>
    measured.map(of).sort((x, y) => x - y)[Math.floor(measured.length / 2)] ?? Number.NaN;
  const result = {
    database: stack.database,
    mb: size / 1_000_000,
    total_s: median((m) => m.total_s),
    upload_s: median((m) => m.upload_s),
    steps_s: Object.fromEntries(
      Object.keys(measured[0]?.steps ?? {}).map((key) => [key, median((m) => m.steps[key] ?? Number.NaN)]),
    ),
    target_s: 3,
  };
  if (values.json) console.log(JSON.stringify(result));
  else {
    const parts = Object.entries({ upload: result.upload_s, ...result.steps_s }).map(
      ([k, s]) => `${k} ${s.toFixed(2)}`,
    );
    console.log(`${result.mb.toFixed(1)} MB, ${result.database} database, ${cpus().length} x ${cpus()[0]?.model}`);
    console.log(`upload to insights: median ${result.total_s.toFixed(2)} s of ${runs} runs (target 3 s at 20 MB)`);
    console.log(parts.join(", "));
  }
} finally {
  await stack.stop();
  await server?.stop();
  await rm(directory, { recursive: true, force: true });
}
