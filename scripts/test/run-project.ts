import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Tally } from "./tally.ts";

const reporter = fileURLToPath(new URL("tally.ts", import.meta.url));
const graceMs = 15_000;

export interface ProjectRun {
  name: string;
  ok: boolean;
  /** Undefined when vitest ended before its tests did. */
  tally: Tally | undefined;
  output: string;
  seconds: number;
}

/**
 * Runs one vitest project in processes of its own and resolves when all of it has ended. When `signal` aborts it is
 * interrupted like by Ctrl-C, and what has not ended after 15 s is killed. `live` prints as it happens, otherwise the
 * output comes with the result.
 */
export async function runProject(
  name: string,
  args: readonly string[],
  { signal, live }: { signal: AbortSignal; live: boolean },
): Promise<ProjectRun> {
  const started = performance.now();
  const reporters = args.some((arg) => arg.startsWith("--reporter")) ? [] : ["--reporter=default"];
  const colors = process.stdout.isTTY && !process.env.NO_COLOR ? { FORCE_COLOR: "1" } : {};
  const vitest = spawn(
    "vitest",
    ["run", "--project", name, "--passWithNoTests", ...reporters, `--reporter=${reporter}`, ...args],
    {
      env: { ...process.env, ...colors },
      stdio: live ? ["ignore", "inherit", "inherit", "ipc"] : ["ignore", "pipe", "pipe", "ipc"],
      // A process group of its own, so that the databases and stacks that its tests started end with it.
      detached: true,
    },
  );
  const pieces: string[] = [];
  for (const stream of [vitest.stdout, vitest.stderr]) {
    stream?.setEncoding("utf8").on("data", (piece: string) => pieces.push(piece));
  }
  let tally: Tally | undefined;
  vitest.on("message", (message) => {
    tally = Tally.safeParse(message).data;
  });
  const closed = once(vitest, "close");
  let kill: NodeJS.Timeout | undefined;
  const interrupt = () => {
    end(vitest.pid, "SIGINT");
    kill = setTimeout(() => end(vitest.pid, "SIGKILL"), graceMs);
  };
  signal.addEventListener("abort", interrupt);
  if (signal.aborted) interrupt();
  try {
    const [code] = await closed;
    return { name, ok: code === 0, tally, output: pieces.join(""), seconds: (performance.now() - started) / 1000 };
  } finally {
    signal.removeEventListener("abort", interrupt);
    clearTimeout(kill);
  }
}

function end(group: number | undefined, signal: NodeJS.Signals): void {
  try {
    if (group !== undefined) process.kill(-group, signal);
  } catch {
    // It has ended meanwhile.
  }
}
