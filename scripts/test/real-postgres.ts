import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chown, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import postgres from "postgres";
import { claimPort } from "../local/port.ts";

const run = promisify(execFile);

/** Where the binaries of an installed Postgres 15 or newer with pgvector are; undefined when there is none. */
export async function findPostgres(): Promise<string | undefined> {
  const root = "/usr/lib/postgresql";
  const versions = existsSync(root)
    ? (await readdir(root)).filter((v) => Number(v) >= 15).sort((a, b) => Number(b) - Number(a))
    : [];
  const version = versions.find(
    (v) => existsSync(`${root}/${v}/bin/initdb`) && existsSync(`/usr/share/postgresql/${v}/extension/vector.control`),
  );
  return version && `${root}/${version}/bin`;
}

export interface RealPostgres {
  url: string;
  pid: number;
  /** Starts the same cluster again after it was killed. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * A throw-away cluster of the installed Postgres on a free loopback port, with its defaults but for `more`. Postgres
 * refuses root, so root runs it as `postgres`.
 */
export async function startRealPostgres(bin: string, more: Record<string, string> = {}): Promise<RealPostgres> {
  const directory = await mkdtemp(join(tmpdir(), "plumbline-postgres-"));
  const owner = process.getuid?.() === 0 ? await postgresUser() : {};
  if (owner.uid !== undefined && owner.gid !== undefined) await chown(directory, owner.uid, owner.gid);
  await run(join(bin, "initdb"), ["-D", directory, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"], owner);
  const port = await claimPort(0);
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  let server: ChildProcess;
  const start = async () => {
    const settings = {
      port,
      listen_addresses: "127.0.0.1",
      unix_socket_directories: "",
      max_connections: 200,
      ...more,
    };
    const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const spawned = () => spawn(join(bin, "postgres"), ["-D", directory, ...flags], { ...owner, stdio: "ignore" });
    server = spawned();
    await untilReady(url, () => {
      // After a kill its children live on for a moment, and while they do it refuses to start.
      if (server.exitCode !== null) server = spawned();
    });
  };
  await start();
  return {
    url,
    get pid() {
      return server.pid ?? 0;
    },
    async restart() {
      // Not before the operating system has let go of the killed one: its lock file would be taken for a living server's.
      if (server.exitCode === null && server.signalCode === null) await once(server, "exit");
      await start();
    },
    async stop() {
      if (server.exitCode === null && server.signalCode === null) {
        server.kill("SIGINT");
        await once(server, "exit");
      }
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function postgresUser(): Promise<{ uid?: number; gid?: number }> {
  const [uid, gid] = await Promise.all(
    ["-u", "-g"].map(async (flag) => Number((await run("id", [flag, "postgres"])).stdout)),
  );
  return uid === undefined || gid === undefined ? {} : { uid, gid };
}

async function untilReady(url: string, again: () => void): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const sql = postgres(url, { max: 1, connect_timeout: 1, onnotice: () => {} });
    try {
      await sql`select 1`;
      return;
    } catch (error) {
      if (attempt > 450) throw error;
      again();
      await new Promise((resolve) => setTimeout(resolve, 100));
    } finally {
      await sql.end({ timeout: 0 });
    }
  }
}
