import { rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { AppError } from "@plumbline/contracts";
import { Child, type ChildOptions } from "./child.ts";
import { makeDataDir, makeScratch, takeLock } from "./data-dir.ts";
import { asLogin, prepareDatabase } from "./database.ts";
import { claimPort } from "./port.ts";
import { loadSecrets, type Secrets } from "./secrets.ts";

export interface StackOptions {
  /** Where everything is kept; undefined keeps the database in memory and writes nothing. */
  dataDir: string | undefined;
  /** The one public port on 127.0.0.1; 0 takes any free one. */
  port: number;
  /** A real Postgres to use instead of the embedded one; the URL is its owner's. */
  databaseUrl: string | undefined;
  /** Settings passed through to edge and worker (.env.example names them). */
  env: Record<string, string | undefined>;
  /** Told what happens, one short sentence each. */
  log(message: string): void;
  /** Gets the children's own lines (JSON logs and noise). */
  onLine(name: string, line: string): void;
}

export interface Stack {
  url: string;
  apiUrl: string;
  publishableKey: string;
  demo: { email: string; password: string };
  database: "embedded" | "postgres";
  /** Process ids by name, for those who test what happens when one dies. */
  pids(): Record<string, number | undefined>;
  stop(): Promise<void>;
}

const root = fileURLToPath(new URL("../../", import.meta.url));
const bin = (name: string) => join(root, "node_modules/.bin", name);
const publishableKey = "sb_publishable_local";

/**
 * Starts the whole of Plumbline on this machine: database, auth and REST, API, worker, portal behind one port.
 * Resolves when all of it answers. Throws AppError with one sentence and its fix when it cannot start, leaving nothing behind.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const dataDir = options.dataDir && resolve(options.dataDir);
  if (dataDir) await makeDataDir(dataDir);
  const lock = dataDir ? await takeLock(dataDir) : undefined;
  const scratch = await makeScratch(dataDir);
  const children = new Map<string, Child>();
  const stop = async () => {
    // The opposite of the start: first what takes requests, last what others stand on.
    for (const name of ["gateway", "edge", "worker", "database"])
      await children.get(name)?.stop(name === "worker" ? 10_000 : 5_000);
    await rm(scratch, { recursive: true, force: true });
    await lock?.release();
  };
  try {
    const port = await claimPort(options.port);
    const secrets = await loadSecrets(dataDir);
    const edgePort = await claimPort(0);
    const url = `http://127.0.0.1:${port}`;
    const launch = (name: string, child: Pick<ChildOptions, "command" | "args" | "env">) => {
      const process_ = new Child({
        name,
        cwd: root,
        ...child,
        env: { ...inherited(), ...child.env },
        isReady: (line) => line.startsWith('{"ready":true'),
        onLine: options.onLine,
        onTrouble: (who, message) => options.log(`${who} ${message}`),
      });
      children.set(name, process_);
      return process_.start();
    };

    const ownerUrl = options.databaseUrl ?? (await startEmbedded(launch, dataDir, secrets));
    await prepareDatabase({
      ownerUrl,
      jwtSecret: secrets.jwt_secret,
      siteUrl: url,
      publishableKey,
      passwords: secrets,
    }).catch(explainDatabase);
    const settings = Object.fromEntries(
      Object.entries(options.env).flatMap(([k, v]) => (v === undefined ? [] : [[k, v]])),
    );
    const demo = { email: "demo@plumbline.local", password: secrets.demo };
    await Promise.all([
      launch("worker", {
        command: bin("node"),
        args: ["--enable-source-maps", "worker/src/main.ts"],
        env: {
          ...settings,
          DATABASE_URL: asLogin(ownerUrl, "worker_login", secrets.worker_login),
          PLUMBLINE_EXIT_WITH_STDIN: "1",
          TMPDIR: scratch,
        },
      }),
      launch("edge", {
        command: bin("deno"),
        args: [
          "run",
          "--cached-only",
          "--no-prompt",
          "--allow-net",
          "--allow-env",
          "--allow-read=.",
          "supabase/functions/api/index.ts",
        ],
        env: {
          ...settings,
          PORT: String(edgePort),
          DATABASE_URL: asLogin(ownerUrl, "edge", secrets.edge),
          SUPABASE_URL: url,
          JWT_SECRET: secrets.jwt_secret,
          PLUMBLINE_EXIT_WITH_STDIN: "1",
        },
      }),
      launch("gateway", {
        command: bin("node"),
        args: ["scripts/local/gateway.ts"],
        env: {
          GATEWAY_PORT: String(port),
          GATEWAY_HOST: "127.0.0.1",
          PUBLIC_URL: url,
          EDGE_URL: `http://127.0.0.1:${edgePort}`,
          OWNER_URL: ownerUrl,
          JWT_SECRET: secrets.jwt_secret,
          PUBLISHABLE_KEY: publishableKey,
          PORTAL_DIR: "web/dist",
          DEMO: JSON.stringify(demo),
          ALLOWED_ORIGINS: settings.PLUMBLINE_ALLOWED_ORIGINS ?? "",
        },
      }),
    ]);
    return {
      url,
      apiUrl: `${url}/functions/v1/api`,
      publishableKey,
      demo,
      database: options.databaseUrl ? "postgres" : "embedded",
      pids: () => Object.fromEntries([...children].map(([name, child]) => [name, child.pid])),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Launch = (name: string, child: Pick<ChildOptions, "command" | "args" | "env">) => Promise<void>;

async function startEmbedded(launch: Launch, dataDir: string | undefined, secrets: Secrets): Promise<string> {
  const port = await claimPort(0);
  await launch("database", {
    command: bin("node"),
    args: ["scripts/local/embedded-postgres/main.ts"],
    env: {
      ...(dataDir ? { EMBEDDED_DATA_DIR: join(dataDir, "postgres") } : {}),
      EMBEDDED_PORT: String(port),
      EMBEDDED_PASSWORDS: JSON.stringify({
        postgres: secrets.postgres,
        edge: secrets.edge,
        worker_login: secrets.worker_login,
      }),
    },
  });
  return `postgres://postgres:${secrets.postgres}@127.0.0.1:${port}/postgres`;
}

/** Only what a process needs to run: the caller's secrets do not travel to children that do not need them. */
function inherited(): Record<string, string> {
  const node = ["NODE_OPTIONS", "NODE_EXTRA_CA_CERTS", "NODE_COMPILE_CACHE"];
  const keep = ["PATH", "HOME", "TMPDIR", "TZ", "LANG", "TERM", "SSL_CERT_FILE", ...node];
  const env = Object.fromEntries(
    keep.flatMap((key) => (process.env[key] === undefined ? [] : [[key, process.env[key] ?? ""]])),
  );
  return { ...env, LITE_TELEMETRY: "0", DO_NOT_TRACK: "1", DENO_NO_UPDATE_CHECK: "1" };
}

function explainDatabase(error: unknown): never {
  if (error instanceof AppError) throw error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const reasons: Record<string, [string, string]> = {
    ECONNREFUSED: ["No Postgres answers at DATABASE_URL", "Start it, or unset DATABASE_URL to use the embedded one"],
    ENOTFOUND: ["The host in DATABASE_URL does not exist", "Correct DATABASE_URL"],
    "28P01": ["Postgres refused the password in DATABASE_URL", "Correct the user or password in DATABASE_URL"],
    "28000": ["Postgres refused the user in DATABASE_URL", "Correct the user in DATABASE_URL"],
    "3D000": ["The database in DATABASE_URL does not exist", "Create it with createdb, or correct DATABASE_URL"],
    "42501": [
      "The user in DATABASE_URL may not set up the database",
      "Use the owner of the database (it creates roles and schemas)",
    ],
  };
  const [detail, fix] = reasons[code] ?? [
    `The database could not be set up: ${error instanceof Error ? error.message : error}`,
    "See the log above",
  ];
  throw new AppError("unavailable", detail, { cause: error, fix });
}
