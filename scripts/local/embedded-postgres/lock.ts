import { link, readFile, rename, rm, writeFile } from "node:fs/promises";

/** Another live process has the data directory open; opening it twice would destroy it. */
export class DataInUse extends Error {
  override readonly name = "DataInUse";
  readonly code = "data_in_use";
}

/**
 * Takes `<dataDir>.lock` for this process and returns how to give it back. A lock whose process is gone is taken over;
 * a live one throws DataInUse. Beside the directory, not in it, so it also guards the directory's creation.
 */
export async function lockDataDir(dataDir: string): Promise<() => Promise<void>> {
  const path = `${dataDir}.lock`;
  const mine = JSON.stringify({ pid: process.pid, started: await processStart(process.pid) });
  const draft = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  await writeFile(draft, mine);
  try {
    // A link either makes the whole file or fails: nobody ever reads a half-written lock.
    while (!(await linked(draft, path))) await removeStale(path, dataDir, `${draft}.stale`);
  } finally {
    await rm(draft, { force: true });
  }
  return async () => {
    if ((await readIfThere(path)) === mine) await rm(path, { force: true });
  };
}

async function removeStale(path: string, dataDir: string, aside: string): Promise<void> {
  const found = await readIfThere(path);
  if (found === undefined) return;
  const holder = parseHolder(found);
  if (holder && (await isAlive(holder))) {
    throw new DataInUse(
      `${dataDir} is in use by process ${holder.pid}: stop that process, or choose another data directory.`,
    );
  }
  await rename(path, aside).catch(ignore("ENOENT"));
  // Between our read and our rename another process may have taken the stale lock over: give it back its lock.
  if ((await readIfThere(aside)) !== found) await linked(aside, path).catch(ignore("ENOENT"));
  await rm(aside, { force: true });
}

type Holder = { pid: number; started: string };

function parseHolder(text: string): Holder | undefined {
  const match = /^\{"pid":(\d+),"started":"([^"]*)"\}$/.exec(text);
  return match ? { pid: Number(match[1]), started: match[2] ?? "" } : undefined;
}

async function isAlive({ pid, started }: Holder): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (errorCode(error) === "ESRCH") return false;
  }
  // A process number is used again after a while: the same number with another start time is another process.
  const now = await processStart(pid);
  return started === "" || now === "" || now === started;
}

/** When a process started, as Linux counts it (so not with the wall clock); empty where the system does not tell. */
async function processStart(pid: number): Promise<string> {
  const stat = await readIfThere(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch(ignore("ENOENT"));
}

function ignore(code: string): (error: unknown) => undefined {
  return (error) => {
    if (errorCode(error) !== code) throw error;
    return undefined;
  };
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
