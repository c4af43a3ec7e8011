import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export interface WorkerProcess {
  /** Kills or tells it; what it does then by itself is expected. */
  signal(name: "SIGKILL" | "SIGTERM" | "SIGSTOP" | "SIGCONT"): void;
  alive(): boolean;
  /** Exit code, or the signal that ended it. */
  ended: Promise<number | string>;
}

/** Short leases, so that a lost run is taken up again within a second or two. */
const settings = {
  PLUMBLINE_RUN_LEASE_MS: "1000",
  PLUMBLINE_RUN_RENEW_MS: "250",
  PLUMBLINE_RUN_SWEEP_MS: "200",
  PLUMBLINE_RUN_FOLD_MS: "50",
  PLUMBLINE_RUN_CONCURRENCY: "8",
  PLUMBLINE_WORKER_GRACE_MS: "60",
};
export const leaseMs = Number(settings.PLUMBLINE_RUN_LEASE_MS);

/** Starts a worker and waits until it is ready. `onDeath` is told when it ends without having been told to. */
export async function startWorkerProcess(
  databaseUrl: string,
  onDeath: (how: number | string) => void,
): Promise<WorkerProcess> {
  const { LOG_LEVEL } = process.env;
  const child: ChildProcess = spawn(process.execPath, [fileURLToPath(new URL("./worker.ts", import.meta.url))], {
    stdio: ["pipe", "pipe", LOG_LEVEL ? "inherit" : "ignore"],
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: databaseUrl,
      LOG_LEVEL: LOG_LEVEL ?? "silent",
      PLUMBLINE_EXIT_WITH_STDIN: "1",
      ...settings,
    },
  });
  child.stdin?.on("error", () => {});
  let told = false;
  const ended = once(child, "exit").then(([code, signal]: (number | string | null)[]) => code ?? signal ?? "nothing");
  if (!child.stdout) throw new Error("no standard output");
  const lines = createInterface({ input: child.stdout });
  await Promise.race([
    once(lines, "line"),
    ended.then((how) => {
      throw new Error(`the worker ended before it was ready: ${how}`);
    }),
  ]);
  ended.then((how) => told || onDeath(how));
  return {
    signal(name) {
      told ||= name === "SIGKILL" || name === "SIGTERM";
      child.kill(name);
    },
    alive: () => child.exitCode === null && child.signalCode === null,
    ended,
  };
}
