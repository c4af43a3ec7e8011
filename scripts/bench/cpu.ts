import { readdir, readFile } from "node:fs/promises";

const tickMs = 10;

/** Milliseconds of CPU that a process, its children and those that have ended took; 0 where the system does not tell. */
export async function cpuOf(parent: number): Promise<number> {
  const pids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/stat`, "utf8").catch(() => "")));
  let ticks = 0;
  for (const [i, stat] of stats.entries()) {
    // After the name in brackets, which may hold anything: state, parent, ...; 11 and 12 are its own time, 13 and 14 its children's.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const own = Number(fields[11]) + Number(fields[12]);
    if (Number(pids[i]) === parent) ticks += own + Number(fields[13]) + Number(fields[14]);
    else if (Number(fields[1]) === parent) ticks += own;
  }
  return ticks * tickMs;
}
