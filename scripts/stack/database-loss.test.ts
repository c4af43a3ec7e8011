import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ApiClient } from "../local/api-client.ts";
import { type Stack, startStack } from "../local/stack.ts";

let stack: Stack;
let directory: string;
const trouble: string[] = [];
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "plumbline-loss-"));
  stack = await startStack({
    dataDir: directory,
    port: 0,
    databaseUrl: undefined,
    env: { PLUMBLINE_RUN_LEASE_MS: "2000", PLUMBLINE_RUN_RENEW_MS: "500" },
    log: (message) => trouble.push(message),
    onLine: () => {},
  });
});
afterAll(async () => {
  await stack.stop();
  await rm(directory, { recursive: true, force: true });
});

test("a database killed in the middle of runs comes back, every run finishes, and no insight is there twice", async () => {
  const client = await ApiClient.signIn(stack, "loss@example.com", "a-long-password");
  await client.useTenant("loss", "Loss");
  const csv = (seed: number) =>
    `day,region,sales\n${Array.from({ length: 400 }, (_, i) => `2024-0${1 + (i % 9)}-01,${i % 2 ? "north" : "south"},${(i % 2 ? 10 : 90) + ((i * seed) % 7)}`).join("\n")}\n`;
  const started = await Promise.all([3, 5].map((seed) => client.upload(new Blob([csv(seed)]), `loss-${seed}.csv`)));
  await client.follow(
    started[0]?.run.id ?? "",
    () => {},
    20,
    (run) => run.status !== "queued",
  );
  const database = stack.pids().database;
  if (database === undefined) throw new Error("no database");
  process.kill(database, "SIGKILL");
  await expect.poll(() => trouble.includes("database is back"), { timeout: 30_000 }).toBe(true);

  for (const { dataset, run } of started) {
    // The API says unavailable while the database is away, and answers again without being restarted.
    await expect
      .poll(
        () =>
          client.run(run.id).then(
            (r) => r.status,
            (e: { code?: string }) => e.code,
          ),
        { timeout: 40_000, interval: 200 },
      )
      .toBe("succeeded");
    const titles = (await client.insights(dataset.id)).map((insight) => insight.title);
    expect(titles.length).toBeGreaterThan(0);
    expect(new Set(titles).size).toBe(titles.length);
  }
});
