import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { z } from "zod";
import type { Measured } from "./measured.ts";

const run = promisify(execFile);
const Printed = z.object({ rows: z.int(), duplicates: z.int(), peak_bytes: z.number(), version: z.string() });

export interface Peer {
  name: string;
  /** The profiler may take at most this share of the peer's time. */
  target: number;
  once(path: string): Promise<Measured>;
}

/** pandas where it is installed, papaparse with accumulators otherwise. */
export async function findPeer(): Promise<Peer> {
  const script = fileURLToPath(new URL("../pandas-profile.py", import.meta.url));
  const version = await run("/usr/bin/python3", ["-c", "import pandas; print(pandas.__version__)"]).catch(
    () => undefined,
  );
  if (version) {
    const name = `pandas ${version.stdout.trim()}: read_csv, describe(include="all"), duplicated`;
    return { name, target: 0.65, once: (path) => timed("/usr/bin/python3", [script, path]) };
  }
  const accumulators = fileURLToPath(new URL("./papaparse-peer.ts", import.meta.url));
  return {
    name: "papaparse with accumulators in JS (pandas is not installed)",
    target: 0.5,
    once: (path) => timed(process.execPath, ["--max-old-space-size=4096", accumulators, path]),
  };
}

async function timed(program: string, args: string[]): Promise<Measured> {
  const started = performance.now();
  const { stdout } = await run(program, args);
  const seconds = (performance.now() - started) / 1000;
  const { rows, duplicates, peak_bytes } = Printed.parse(JSON.parse(stdout));
  return { seconds, peak_bytes, rows, duplicates };
}
