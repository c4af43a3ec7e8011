import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { claimPort } from "../local/port.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
let directory: string;
const running: ChildProcess[] = [];
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "plumbline-start-"));
});
afterAll(async () => {
  for (const child of running) child.kill("SIGKILL");
  await rm(directory, { recursive: true, force: true });
});

interface Started {
  child: ChildProcess;
  output(): string;
  exit: Promise<number | null>;
}

function start(args: string[], env: Record<string, string> = {}): Started {
  const child = spawn("node", ["scripts/start.ts", ...args], { cwd: root, env: { ...process.env, ...env } });
  running.push(child);
  let output = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  child.stderr.on("data", (chunk) => {
    output += chunk;
  });
  return { child, output: () => output, exit: once(child, "exit").then(([code]) => code) };
}

/** Processes whose command line or environment belongs to that start: the children of its pid, found while it lives. */
async function descendants(pid: number | undefined): Promise<number[]> {
  const ps = spawn("ps", ["-o", "pid=,ppid=", "-A"]);
  let text = "";
  ps.stdout.on("data", (chunk) => {
    text += chunk;
  });
  await once(ps, "close");
  const rows = text
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const found: number[] = [];
  const visit = (parent: number | undefined) => {
    for (const [child, of] of rows) {
      if (child === undefined || of !== parent) continue;
      found.push(child);
      visit(child);
    }
  };
  visit(pid);
  return found;
}
const alive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test("npm start prints URL, demo sign-in and data folder, refuses a second start on the same data, and Ctrl-C leaves no process", async () => {
  const port = await claimPort(0);
  const dataDir = join(directory, "data");
  const first = start(["--port", String(port), "--data-dir", dataDir, "--no-seed"]);
  await expect.poll(first.output, { timeout: 60_000 }).toContain("Plumbline is ready");
  expect(first.output()).toContain(`http://127.0.0.1:${port}`);
  expect(first.output()).toContain("demo@plumbline.local");
  expect(first.output()).toContain(dataDir);
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toContain("<title>");

  const second = start(["--port", String(await claimPort(0)), "--data-dir", dataDir, "--no-seed"]);
  expect(await second.exit).toBe(1);
  expect(second.output()).toMatch(/already runs on .*\n.*Fix:/);

  const pids = await descendants(first.child.pid);
  expect(pids.length).toBeGreaterThanOrEqual(4);
  first.child.kill("SIGINT");
  expect(await first.exit).toBe(0);
  expect(pids.filter(alive)).toEqual([]);

  // What was stored is there again after the next start; and a killed supervisor takes its parts along.
  const third = start(["--port", String(port), "--data-dir", dataDir, "--no-seed"]);
  await expect.poll(third.output, { timeout: 60_000 }).toContain("Plumbline is ready");
  const orphans = await descendants(third.child.pid);
  third.child.kill("SIGKILL");
  await third.exit;
  await expect.poll(() => orphans.filter(alive), { timeout: 20_000 }).toEqual([]);
});

test("a taken port is said in one sentence with its fix", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = address && typeof address === "object" ? address.port : 0;
  const started = start(["--port", String(port), "--data-dir", join(directory, "taken")]);
  expect(await started.exit).toBe(1);
  expect(started.output()).toMatch(new RegExp(`Port ${port} on 127.0.0.1 is taken\\.\\n.*Fix:.* --port ${port + 1}`));
  server.close();
});

test.each([
  ["an unwritable folder", ["--data-dir", "/proc/plumbline"], {}, /folder \/proc\/plumbline cannot be written/],
  [
    "a database that does not answer",
    [],
    { DATABASE_URL: "postgres://x@127.0.0.1:9/x" },
    /No Postgres answers at DATABASE_URL/,
  ],
  ["a DATABASE_URL that is none", [], { DATABASE_URL: "mysql://x" }, /DATABASE_URL is not valid/],
  ["a port that is none", ["--port", "99999"], {}, /PORT is not valid/],
])("%s is said in one sentence with its fix", async (_, args, env, sentence) => {
  const started = start(["--port", String(await claimPort(0)), ...args], {
    PLUMBLINE_DATA_DIR: join(directory, "bad"),
    ...env,
  });
  expect(await started.exit).toBe(1);
  expect(started.output()).toMatch(sentence);
  expect(started.output()).toMatch(/Fix:/);
});
