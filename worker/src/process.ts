import { readEnv, type WorkerEnv } from "./platform/env.ts";
import { createLog } from "./platform/log.ts";
import type { Registry } from "./runs/registry.ts";
import { type RunningWorker, startWorker } from "./worker.ts";

/**
 * Makes this process a worker until it is told to stop: prints one JSON line with `ready` on standard output, logs on
 * standard error, ends in order on SIGTERM or SIGINT (at once on the second), or when its standard input ends where
 * PLUMBLINE_EXIT_WITH_STDIN asks for that. `release` gives back what the steps hold once no run needs it.
 */
export async function runWorkerProcess(
  registryFor: (env: WorkerEnv) => Registry,
  release: () => Promise<void> = async () => {},
): Promise<RunningWorker> {
  const env = readEnv(process.env);
  const log = createLog(env.log_level);
  const worker = await startWorker({ env, registry: registryFor(env), log });
  const stop = (signal: string) => {
    log.info({ signal }, "stopping");
    process.once("SIGTERM", () => process.exit(1));
    process.once("SIGINT", () => process.exit(1));
    const stopped = worker.stop().then(release);
    stopped.then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ error }, "the worker did not stop in order");
        process.exit(1);
      },
    );
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  if (env.exit_with_stdin) process.stdin.once("end", () => stop("stdin")).resume();
  process.stdout.write(
    `${JSON.stringify({ ready: true, worker: worker.id, version: worker.version, concurrency: worker.concurrency })}\n`,
  );
  return worker;
}
