// npm run check: everything CI demands before the tests. Runs all parts, then says which failed.
import { spawnSync } from "node:child_process";

const parts: [name: string, command: string, args: string[]][] = [
  ["format and lint", "biome", ["ci", "--error-on-warnings", "."]],
  ["structure", "node", ["scripts/qa/check-structure.ts"]],
  ["dependencies", "node", ["scripts/qa/check-dependencies.ts"]],
  ["types", "turbo", ["run", "types", "--output-logs=errors-only"]],
  ["types of scripts", "tsc", ["-p", "."]],
  ["generated files", "node", ["scripts/qa/check-drift.ts"]],
];

const failed: string[] = [];
for (const [name, command, args] of parts) {
  const started = performance.now();
  const { status } = spawnSync(command, args, {
    stdio: "inherit",
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" },
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${status === 0 ? "ok    " : "FAILED"} ${name} (${seconds} s)`);
  if (status !== 0) failed.push(name);
}
if (failed.length > 0) {
  console.error(`check failed: ${failed.join(", ")}`);
  process.exit(1);
}
