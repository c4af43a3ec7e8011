import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { testDatabase } from "../platform/test-database.fixture.ts";

const Ready = z.object({ ready: z.literal(true), worker: z.string() });

export interface WorkerProcess {
  worker_id: string;
  process: ChildProcess;
  kill(signal: "SIGKILL" | "SIGTERM" | "SIGSTOP" | "SIGCONT"): void;
  /** Exit code, or the signal that ended it. */
  ended: Promise<number | string | null>;
}

const started = new Set<ChildProcess>();

/** Ends what a failed test left behind. */
export async function endWorkerProcesses(): Promise<void> {
  for (const child of started) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill("SIGKILL");
    await once(child, "exit");
  }
}

/** Starts a worker in a process of its own and waits for its ready line. */
export async function startWorkerProcess(file: URL, env: Record<string, string> = {}): Promise<WorkerProcess> {
  const child = spawn(process.execPath, [fileURLToPath(file)], {
    stdio: ["ignore", "pipe", process.env.TEST_LOG ? "inherit" : "ignore"],
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      DATABASE_URL: testDatabase().worker,
      LOG_LEVEL: process.env.TEST_LOG ?? "silent",
      PLUMBLINE_RUN_LEASE_MS: "1500",
      PLUMBLINE_RUN_RENEW_MS: "300",
      PLUMBLINE_RUN_SWEEP_MS: "200",
      PLUMBLINE_RUN_CONCURRENCY: "4",
      ...env,
    },
  });
  started.add(child);
  const ended = once(child, "exit").then(([code, signal]: (number | string | null)[]) => code ?? signal ?? null);
  if (!child.stdout) throw new Error("no standard output");
  for await (const line of createInterface({ input: child.stdout })) {
    const ready = Ready.parse(JSON.parse(line));
    return { worker_id: ready.worker, process: child, kill: (signal) => void child.kill(signal), ended };
  }
  throw new Error(`the worker ended before it was ready: ${await ended}`);
}
