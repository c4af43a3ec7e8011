import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Everything of Plumbline on a port of its own, with data of its own. */
export interface LocalStack {
  url: string;
  /** Stops it and removes its data. */
  stop: () => Promise<void>;
}

const root = fileURLToPath(new URL("../../", import.meta.url));
/** What a process needs to run; settings and secrets of whoever runs the tests stay out. */
const kept = ["PATH", "HOME", "TMPDIR", "LANG", "SystemRoot", "npm_config_cache", "NODE_COMPILE_CACHE"];

/** Runs `npm start` without seed and resolves when it says that it is ready. */
export async function startLocalStack(): Promise<LocalStack> {
  const dataDir = await mkdtemp(join(tmpdir(), "plumbline-e2e-"));
  const port = await freePort();
  const env = Object.fromEntries(kept.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
  const args = ["scripts/start.ts", "--port", String(port), "--data-dir", dataDir, "--no-seed", "--verbose"];
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  const exited = once(child, "exit");
  let output = "";
  const ready = new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      if (output.includes("Plumbline is ready")) resolve();
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("exit", () => reject(new Error(`The stack did not start:\n${output.slice(-4000)}`)));
  });
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    await exited;
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    await ready;
  } catch (error) {
    await rm(dataDir, { recursive: true, force: true });
    throw error;
  }
  return { url: `http://127.0.0.1:${port}`, stop };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("No free port");
  return address.port;
}
