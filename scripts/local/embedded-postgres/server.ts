import { mkdir, realpath } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { basename, dirname, join, resolve } from "node:path";
import { Backend } from "./backend.ts";
import { Connection, type Host } from "./connection.ts";
import { emptyCluster, ensureDataDir } from "./data-dir.ts";
import { Engine, type EngineEnded } from "./engine.ts";
import { Identity } from "./identity.ts";
import { Lease } from "./lease.ts";
import { lockDataDir } from "./lock.ts";
import { startMaintenance } from "./maintenance.ts";

const LAST_WORD_MS = 500;

export type EmbeddedPostgresOptions = {
  /** Where the data lives; without it, in memory and gone at the end. */
  dataDir?: string | undefined;
  /** 0, the default, takes any free port. */
  port?: number | undefined;
  host?: string | undefined;
  /** How long an open transaction may wait for its client, since it keeps everybody else waiting; 30 s by default. */
  idleTransactionMs?: number | undefined;
  /** Roles that must give a password (in clear, so on this machine only); all others are trusted. */
  passwords?: Record<string, string> | undefined;
  relaxedDurability?: boolean | undefined;
  /** How often vacuum, analyze and checkpoint get a turn while nobody uses the engine; 5 s by default. */
  maintenanceMs?: number | undefined;
};

export type EmbeddedPostgres = {
  /** For the superuser `postgres`, password included when it has one. */
  url: string;
  port: number;
  /** Rolls back what is open, closes the database properly and gives the data directory free. Safe to call twice. */
  stop(): Promise<void>;
  /** Resolves if the engine dies by itself; every client has then been cut off and only stop() is left to do. */
  ended: Promise<EngineEnded>;
};

/**
 * Serves PGlite (Postgres with pgvector and pgcrypto) on TCP to any number of ordinary clients, each with a session of
 * its own. Throws DataInUse when another live process has the data directory.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions = {}): Promise<EmbeddedPostgres> {
  const { host = "127.0.0.1", relaxedDurability = false } = options;
  const dataDir = options.dataDir === undefined ? undefined : await realPath(options.dataDir);
  const unlock = dataDir === undefined ? async () => undefined : await lockDataDir(dataDir);
  try {
    if (dataDir !== undefined) await ensureDataDir(dataDir);
    const image = dataDir === undefined ? await emptyCluster() : undefined;
    const engine = await Engine.open({ dataDir, image, relaxedDurability });
    const listening = await serve(engine, { ...options, host }).catch(async (error) => {
      await engine.close();
      throw error;
    });
    let stopping: Promise<void> | undefined;
    const stop = async () => {
      await listening.close();
      await engine.close();
      await unlock();
    };
    const { port, ended } = listening;
    return { url: superuserUrl(host, port, options.passwords), port, ended, stop: () => (stopping ??= stop()) };
  } catch (error) {
    await unlock();
    throw error;
  }
}

// The lock must be the same file whatever way the directory was named, also before it exists.
async function realPath(dataDir: string): Promise<string> {
  const path = resolve(dataDir);
  await mkdir(dirname(path), { recursive: true });
  return realpath(path).catch(async () => join(await realpath(dirname(path)), basename(path)));
}

async function serve(engine: Engine, options: EmbeddedPostgresOptions & { host: string }) {
  const backend = new Backend(engine, await Identity.locate(engine));
  const connections = new Set<Connection>();
  const { promise: ended, resolve: engineEnded } = Promise.withResolvers<EngineEnded>();
  let allClosed = () => {};
  const shared: Host = {
    backend,
    lease: new Lease(),
    passwords: new Map(Object.entries(options.passwords ?? {})),
    idleTransactionMs: options.idleTransactionMs ?? 30_000,
    closed(connection) {
      connections.delete(connection);
      if (connections.size === 0) allClosed();
    },
    engineEnded(error) {
      for (const connection of connections) connection.destroy();
      engineEnded(error);
    },
  };
  let id = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on("close", () => sockets.delete(socket)));
    connections.add(new Connection(++id, socket, shared));
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.once("error", reject).listen(options.port ?? 0, options.host, () => {
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : 0);
    });
  });
  const stopMaintenance = startMaintenance(backend, shared.lease, options.maintenanceMs ?? 5_000);
  async function close(): Promise<void> {
    stopMaintenance();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    const empty = new Promise<void>((resolve) => (allClosed = resolve));
    if (connections.size === 0) allClosed();
    for (const connection of connections) {
      connection.end({ code: "57P01", message: "terminating connection due to administrator command" });
    }
    await empty;
    // A client that does not even read its last word must not keep us.
    const late = setTimeout(() => sockets.forEach((socket) => void socket.destroy()), LAST_WORD_MS);
    await closed;
    clearTimeout(late);
    // Whoever holds the engine last is done with it when this is granted.
    await shared.lease.acquire(server);
  }
  return { port, ended, close };
}

function superuserUrl(host: string, port: number, passwords: Record<string, string> = {}): string {
  const { postgres: password } = passwords;
  const credentials = password === undefined ? "postgres" : `postgres:${encodeURIComponent(password)}`;
  return `postgres://${credentials}@${host.includes(":") ? `[${host}]` : host}:${port}/postgres`;
}
