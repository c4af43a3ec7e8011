import { readdir, readFile } from "node:fs/promises";

/** Kills a Postgres as a power cut would: the server and every session at once. Resolves when none of them is left. */
export async function killPostgres(postmaster: number): Promise<void> {
  // Stopped first, or it could make a session that nobody knows of.
  kill(postmaster, "SIGSTOP");
  const pids = [postmaster, ...(await childrenOf(postmaster))];
  for (const pid of pids) kill(pid, "SIGKILL");
  for (const pid of pids) {
    while ((await parentOf(pid)) !== undefined) await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function kill(pid: number, signal: "SIGSTOP" | "SIGKILL"): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already, as was wanted.
  }
}

async function childrenOf(parent: number): Promise<number[]> {
  const pids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name)).map(Number);
  const parents = await Promise.all(pids.map(parentOf));
  return pids.filter((_, i) => parents[i] === parent);
}

/** Undefined when there is no such process, or only what is left of it for its parent to ask about. */
async function parentOf(pid: number): Promise<number | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return stat === "" || state === "Z" ? undefined : Number(parent);
}
