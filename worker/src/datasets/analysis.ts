import { type ChildProcess, fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { AppError, type Evidence, type Findings, type Profile } from "@plumbline/contracts";
import type { z } from "zod";
import { fromFailure, type Opened, Reply, type Request, results, type Start } from "./analysis-protocol.ts";
import type { DetectSettings } from "./detect/index.ts";
import { defaultLimits, type Limits } from "./table/limits.ts";
import type { Recomputed } from "./verify/recomputed.ts";

export interface AnalysisOptions {
  /** The uploaded bytes on disk. */
  path: string;
  file_name: string;
  limits?: Partial<Limits>;
  /** Ends the analysis at once: the child is killed. */
  signal?: AbortSignal;
  /** Resident memory above which the child is killed; 1 GiB. */
  rss_bytes?: number;
  progress?: (done: number, total: number, what: string) => void;
}

/**
 * One file under analysis in a process of its own that holds no credentials. Operations run one after the other; each
 * may be asked for first, what it needs is done before. Errors are AppErrors with a `file_*` code where the file is at fault.
 */
export interface Analysis {
  open(): Promise<Opened>;
  profile(): Promise<Profile>;
  detect(settings?: DetectSettings): Promise<Findings>;
  /** Computes evidence again from the file's bytes; ids are unique in the list. */
  recompute(evidence: readonly Evidence[]): Promise<Recomputed[]>;
  /** Kills the child and removes what it left on disk. Safe to call twice. */
  close(): Promise<void>;
}

/** Beside the packages rather than in a folder anybody may write; where it cannot be written, nothing is kept. */
const compileCache = fileURLToPath(new URL("../../../node_modules/.cache/plumbline/compiled", import.meta.url));
const GiB = 1024 ** 3;
const heapMegabytes = 640;
const watchEvery_ms = 50;
const pageBytes = 4096;

/** Starts the child for one file. It dies with this process, with `signal`, and when it takes too much memory. */
export async function startAnalysis(options: AnalysisOptions): Promise<Analysis> {
  options.signal?.throwIfAborted();
  const scratch = await mkdtemp(join(options.limits?.scratch_directory ?? tmpdir(), "plumbline-analysis-"));
  const child = takeChild();
  return new ChildAnalysis(child, scratch, options);
}

/**
 * A child that has booted, warmed itself up and waits for its file. At most one: made when an analysis ends, so that the
 * next begins at once.
 */
let spare: ChildProcess | undefined;

function takeChild(): ChildProcess {
  const child = spare?.connected ? spare : forkChild();
  spare = undefined;
  child.ref();
  child.channel?.ref();
  return child;
}

/** Has a child wait for the next file. Safe to call at any time. */
export function keepSpare(): void {
  if (spare?.connected) return;
  spare = forkChild();
  // It must not keep this process alive; when this process ends, it ends.
  spare.unref();
  spare.channel?.unref();
}

function forkChild(): ChildProcess {
  const scratch = join(tmpdir(), `plumbline-warm-${randomUUID()}`);
  const child = fork(fileURLToPath(new URL("./analysis-child.ts", import.meta.url)), [scratch], {
    // No environment of ours: no database address, no key, no proxy. Compiled modules are kept: they are half its start.
    env: { NODE_COMPILE_CACHE: compileCache },
    execArgv: [`--max-old-space-size=${heapMegabytes}`],
    serialization: "advanced",
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  // A spare that breaks is not missed: the next analysis starts its own.
  child.on("error", () => {});
  // It removes what it warms itself up with, unless it is killed before.
  const clean = () => rmSync(scratch, { recursive: true, force: true });
  const end = () => {
    child.kill("SIGKILL");
    clean();
  };
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  living.set(end, gone);
  void gone.then(() => {
    living.delete(end);
    clean();
  });
  return child;
}

/** How to end each child there is, and when it is gone. None outlives this process, in order or not. */
const living = new Map<() => void, Promise<void>>();
const endAll = () => {
  for (const end of living.keys()) end();
};
process.once("exit", endAll);

/** Ends every child, the waiting one too; done when they are gone. */
export async function endAnalyses(): Promise<void> {
  endAll();
  await Promise.all(living.values());
}

class ChildAnalysis implements Analysis {
  readonly #child: ChildProcess;
  readonly #scratch: string;
  readonly #options: AnalysisOptions;
  readonly #pending = new Map<number, { resolve: (result: unknown) => void; reject: (error: unknown) => void }>();
  readonly #exited: Promise<void>;
  #lastId = 0;
  /** Why nothing can be asked any more. */
  #ended: unknown;

  constructor(child: ChildProcess, scratch: string, options: AnalysisOptions) {
    this.#child = child;
    this.#scratch = scratch;
    this.#options = options;
    const { signal } = options;
    const abort = () => this.#end(signal?.reason ?? new Error("aborted"));
    signal?.addEventListener("abort", abort, { once: true });
    const watch = setInterval(() => void this.#watchMemory(), watchEvery_ms);
    watch.unref();
    this.#exited = new Promise((resolve) => {
      const over = (error: unknown) => {
        clearInterval(watch);
        signal?.removeEventListener("abort", abort);
        this.#end(error);
        resolve();
      };
      child.once("error", over);
      child.once("exit", () => over(tooComplex("The analysis of the file broke off.")));
    });
    child.on("message", (message) => this.#receive(message));
    const start: Start = {
      start: {
        path: options.path,
        file_name: options.file_name,
        limits: { ...defaultLimits, ...options.limits, scratch_directory: scratch },
      },
    };
    child.send(start, () => {});
  }

  open(): Promise<Opened> {
    return this.#ask((id) => ({ id, op: "open" }), results.open);
  }

  profile(): Promise<Profile> {
    return this.#ask((id) => ({ id, op: "profile" }), results.profile);
  }

  detect(settings?: DetectSettings): Promise<Findings> {
    return this.#ask((id) => ({ id, op: "detect", ...(settings && { settings }) }), results.detect);
  }

  recompute(evidence: readonly Evidence[]): Promise<Recomputed[]> {
    return this.#ask((id) => ({ id, op: "recompute", evidence }), results.recompute);
  }

  async close(): Promise<void> {
    this.#end(new Error("the analysis is closed"));
    await this.#exited;
    keepSpare();
    await rm(this.#scratch, { recursive: true, force: true });
  }

  async #ask<T>(request: (id: number) => Request, result: z.ZodType<T>): Promise<T> {
    if (this.#ended !== undefined) throw this.#ended;
    const id = ++this.#lastId;
    const answer = await new Promise<unknown>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#child.send(request(id), (error) => {
        if (error) this.#end(error);
      });
    });
    return result.parse(answer);
  }

  #receive(message: unknown): void {
    const reply = Reply.safeParse(message);
    if (!reply.success) {
      this.#end(new Error("the analysis sent something that is no reply"));
      return;
    }
    if ("progress" in reply.data) {
      const { done, total, what } = reply.data.progress;
      this.#options.progress?.(done, total, what);
      return;
    }
    const waiting = this.#pending.get(reply.data.id);
    this.#pending.delete(reply.data.id);
    if ("failure" in reply.data) waiting?.reject(fromFailure(reply.data.failure));
    else waiting?.resolve(reply.data.result);
  }

  /** Kills the child and fails what is waiting, with the first reason that was given. */
  #end(reason: unknown): void {
    if (this.#ended !== undefined) return;
    this.#ended = reason;
    this.#child.kill("SIGKILL");
    for (const { reject } of this.#pending.values()) reject(reason);
    this.#pending.clear();
  }

  /** The heap limit does not see buffers and the database; the kernel's count does. Where there is no /proc, only the heap is limited. */
  async #watchMemory(): Promise<void> {
    const text = await readFile(`/proc/${this.#child.pid}/statm`, "utf8").catch(() => "");
    const pages = Number(text.split(" ")[1] ?? 0);
    if (pages * pageBytes > (this.#options.rss_bytes ?? GiB))
      this.#end(tooComplex("The file needs more memory than one analysis may use."));
  }
}

const tooComplex = (detail: string): AppError =>
  new AppError("file_too_complex", detail, { fix: "Split the file, or leave columns out, and upload it again." });
