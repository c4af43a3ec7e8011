// npm test: all suites that this machine can run; says which it cannot and why.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { buildPortal } from "./local/portal-build.ts";
import { findChromium } from "./test/chromium.ts";
import { findPostgres } from "./test/real-postgres.ts";

const projects = ["unit", "embedded", "stack"];
if (await findPostgres()) projects.push("postgres");
else
  console.log(
    "Skipped: the suites on a real Postgres. Install postgresql-15 and pgvector to run them (docs/runbook.md).",
  );
if (findChromium()) projects.push("browser");
else console.log("Skipped: the browser suites. Install chromium, or name one in CHROMIUM_PATH, to run them.");

await buildPortal();
const directory = mkdtempSync(join(tmpdir(), "plumbline-test-"));
const report = join(directory, "report.json");
const { status } = spawnSync(
  "vitest",
  [
    "run",
    ...projects.flatMap((name) => ["--project", name]),
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
  { stdio: "inherit" },
);
try {
  const Report = z.object({ numPassedTests: z.int(), numFailedTests: z.int(), numPendingTests: z.int() });
  const counts = Report.parse(JSON.parse(readFileSync(report, "utf8")));
  console.log(`${counts.numPassedTests} passed, ${counts.numFailedTests} failed, ${counts.numPendingTests} skipped`);
} finally {
  rmSync(directory, { recursive: true, force: true });
}
process.exit(status ?? 1);
