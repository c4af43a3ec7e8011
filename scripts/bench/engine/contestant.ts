import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Answer, type Task } from "./protocol.ts";

export interface Contestant {
  ask(task: Task): Promise<Answer>;
  stop(): Promise<void>;
}

const stopWithinMs = 10_000;

/** Starts one side of the benchmark in a process of its own and waits until it can be asked. */
export async function startContestant(
  file: string,
  env: Record<string, string>,
  execArgv: string[] = [],
): Promise<Contestant> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    // What a contestant prints is no part of what the benchmark prints.
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    execArgv,
  });
  const died = once(child, "exit").then(([code, signal]: unknown[]) => {
    throw new Error(`${file} ended with ${signal ?? `code ${code}`}`);
  });
  died.catch(() => {});
  const answer = (): Promise<unknown> => Promise.race([once(child, "message").then(([message]) => message), died]);
  await answer();
  return {
    async ask(task) {
      const answered = answer();
      child.send(task);
      return Answer.parse(await answered);
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.disconnect();
      const late = setTimeout(() => child.kill("SIGKILL"), stopWithinMs);
      await gone;
      clearTimeout(late);
    },
  };
}
