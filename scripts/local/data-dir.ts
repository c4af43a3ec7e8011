import { existsSync, readFileSync } from "node:fs";
import { access, constants, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { AppError } from "@plumbline/contracts";

/** Makes the data folder, readable by its owner alone. Throws AppError when it cannot be written. */
export async function makeDataDir(dataDir: string): Promise<void> {
  try {
    await makeDir(dataDir);
    await access(dataDir, constants.W_OK);
  } catch (cause) {
    throw new AppError("unavailable", `The folder ${dataDir} cannot be written`, {
      cause,
      fix: "Choose another one with --data-dir, or change its permissions",
    });
  }
}

/** Where the worker puts the files it is reading: empty at every start, so what a killed worker left does not stay. */
export async function makeScratch(dataDir: string | undefined): Promise<string> {
  if (!dataDir) return mkdtemp(join(tmpdir(), "plumbline-scratch-"));
  const scratch = join(dataDir, "scratch");
  await rm(scratch, { recursive: true, force: true });
  await mkdir(scratch, { mode: 0o700 });
  return scratch;
}

/** Level by level: the recursive form never returns on file systems that refuse with ENOENT. */
async function makeDir(path: string): Promise<void> {
  if (existsSync(path)) return;
  await makeDir(dirname(path));
  await mkdir(path, { mode: 0o700 });
}

/** One stack per data folder: the lock names the process, and a lock whose process is gone is taken over. */
export async function takeLock(dataDir: string): Promise<{ release(): Promise<void> }> {
  const file = join(dataDir, "stack.pid");
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      await writeFile(file, String(process.pid), { flag: "wx" });
      return { release: () => rm(file, { force: true }) };
    } catch {
      const pid = Number(await readFile(file, "utf8").catch(() => "0"));
      if (isStack(pid)) {
        throw new AppError("conflict", `Plumbline already runs on ${dataDir} (process ${pid})`, {
          fix: "Stop it first, or start this one with another --data-dir and --port",
        });
      }
      await rm(file, { force: true });
    }
  }
  throw new AppError("conflict", `Another start is under way on ${dataDir}`, { fix: "Try again in a moment" });
}

function isStack(pid: number): boolean {
  if (!pid || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // A process id is used again after a crash or restart: where the system tells, look whether it is node at all.
  const cmdline = `/proc/${pid}/cmdline`;
  return !existsSync("/proc/self/cmdline") || (existsSync(cmdline) && readFileSync(cmdline, "utf8").includes("node"));
}
