import { defineConfig } from "vitest/config";
import { IsolationFirst } from "./scripts/test/isolation-first.ts";
import { findPostgres } from "./scripts/test/real-postgres.ts";

// Suites that talk to a database run on the embedded one and, where it is installed, on a real one.
const database = [
  "supabase/functions/api/**/*.test.ts",
  "worker/src/{runs,platform,files,retention}/**/*.test.ts",
  "worker/src/models/model-calls.test.ts",
  "worker/src/*.test.ts",
  "scripts/qa/isolation.test.ts",
];
// What attacks routes and policies, or the check of them, and what reads tables (the stack's suites do on the embedded one)
// is the same on both: the real one does it where there is one.
const onEither = [
  "scripts/qa/isolation-check.test.ts",
  "scripts/qa/fuzz/{fuzz,attack}.test.ts",
  "worker/src/datasets/steps/**/*.test.ts",
];
const onEmbedded = (await findPostgres()) ? database : [...database, ...onEither];
// What needs a cluster of its own.
const hosted = ["scripts/qa/faults.test.ts", "scripts/qa/hosted.test.ts", "scripts/stack/real-postgres.test.ts"];
const browser = ["web/e2e/**/*.test.ts"];
const stack = ["scripts/stack/**/*.test.ts"];
const exclude = ["**/node_modules/**", "**/dist/**"];
// Nothing of ours keeps state in a module, so files share what they import: loading it took a quarter of the time.
// Without isolation each project needs a place of its own in the order.
const shared = (groupOrder: number) => ({ isolate: false, sequence: { groupOrder } });
// On a busy machine all takes ten times as long, and no guarantee is about that; what never comes still fails.
const patient = { expect: { poll: { timeout: 10_000 } } };

export default defineConfig({
  test: {
    sequence: { sequencer: IsolationFirst },
    projects: [
      {
        test: {
          name: "unit",
          include: ["**/*.test.ts"],
          exclude: [...exclude, ...database, ...onEither, ...hosted, ...browser, ...stack],
          testTimeout: 60_000,
          ...shared(1),
          ...patient,
        },
      },
      ...["embedded", "postgres"].map((name, at) => ({
        test: {
          name,
          include: name === "postgres" ? [...database, ...onEither, ...hosted] : onEmbedded,
          exclude,
          globalSetup: ["scripts/test/global-setup.ts"],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          // One database and so one queue for all files: a worker under test would take another file's runs.
          fileParallelism: false,
          ...shared(2 + at),
          ...patient,
        },
      })),
      {
        test: {
          name: "stack",
          include: stack,
          exclude: [...exclude, ...hosted],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          ...shared(4),
          ...patient,
        },
      },
      {
        test: {
          name: "browser",
          include: browser,
          exclude,
          testTimeout: 180_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          ...shared(5),
          ...patient,
        },
      },
    ],
  },
});
