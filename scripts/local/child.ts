import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export interface ChildOptions {
  name: string;
  command: string;
  args: string[];
  env: Record<string, string>;
  cwd: string;
  /** Resolves readiness from one line of standard output; every child prints one JSON line with `ready`. */
  isReady(line: string): boolean;
  /** Gets every other line of the child's standard output and error. */
  onLine(name: string, line: string): void;
  /** Told when the child died by itself and when it is back. */
  onTrouble(name: string, message: string): void;
}

const firstDelayMs = 250;
const longestDelayMs = 10_000;
const readyWithinMs = 60_000;

/**
 * A process that is kept alive: when it dies by itself it is started again, after 0.25 s, 0.5 s, ... up to 10 s.
 * Its standard input stays open while we live, so that it can notice when we do not.
 */
export class Child {
  readonly #options: ChildOptions;
  #process: ChildProcess | undefined;
  #stopping = false;
  #delayMs = firstDelayMs;
  #restart: NodeJS.Timeout | undefined;

  constructor(options: ChildOptions) {
    this.#options = options;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Starts the process and resolves when it says that it is ready. Rejects with its last words when it dies before. */
  async start(): Promise<void> {
    const { name, command, args, env, cwd } = this.#options;
    // A session of its own: Ctrl-C in the terminal reaches the supervisor alone, which then stops its parts in order.
    const child = spawn(command, args, { cwd, env, stdio: ["pipe", "pipe", "pipe"], detached: true });
    this.#process = child;
    child.stdin.on("error", () => {});
    const lastLines: string[] = [];
    let ready = false;
    const isReady = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`${name} was not ready within ${readyWithinMs / 1000} s`)),
        readyWithinMs,
      );
      const onLine = (line: string) => {
        if (!ready && this.#options.isReady(line)) {
          ready = true;
          clearTimeout(timer);
          resolve();
          return;
        }
        lastLines.push(line);
        if (lastLines.length > 5) lastLines.shift();
        this.#options.onLine(name, line);
      };
      createInterface({ input: child.stdout }).on("line", onLine);
      createInterface({ input: child.stderr }).on("line", onLine);
      child.once("error", (error) => {
        clearTimeout(timer);
        reject(error);
      });
      child.once("exit", (code, signal) => {
        clearTimeout(timer);
        if (!ready) reject(new Error(lastLines.at(-1) ?? `${name} ended with ${signal ?? `code ${code}`}`));
        else if (!this.#stopping) this.#bringBack(signal ?? `code ${code}`);
      });
    });
    await isReady;
    const steady = setTimeout(() => {
      this.#delayMs = firstDelayMs;
    }, longestDelayMs);
    child.once("exit", () => clearTimeout(steady));
  }

  #bringBack(why: string): void {
    const { name, onTrouble } = this.#options;
    const delayMs = this.#delayMs;
    this.#delayMs = Math.min(delayMs * 2, longestDelayMs);
    onTrouble(name, `ended with ${why}; starting it again in ${delayMs / 1000} s`);
    this.#restart = setTimeout(async () => {
      try {
        await this.start();
        onTrouble(name, "is back");
      } catch (error) {
        if (!this.#stopping) this.#bringBack(error instanceof Error ? error.message : String(error));
      }
    }, delayMs);
  }

  /** Asks the process to end, and ends it after `graceMs`. Resolves when it is gone. */
  async stop(graceMs = 5_000): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#restart);
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), graceMs);
    await gone;
    clearTimeout(timer);
  }
}
