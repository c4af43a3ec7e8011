// npm start: the whole of Plumbline on this machine.
import { parseArgs } from "node:util";
import { isAppError } from "@plumbline/contracts";
import color from "picocolors";
import { buildPortal } from "./local/portal-build.ts";
import { seedDemo } from "./local/seed.ts";
import { loadEnvFile, readSettings } from "./local/settings.ts";
import { type Stack, startStack } from "./local/stack.ts";

const help = `Usage: npm start -- [options]

Starts Plumbline: embedded Postgres, auth, API, worker and portal behind one port.

  --port N         port on 127.0.0.1 (default 4400, or PORT)
  --data-dir DIR   where everything is kept (default .plumbline)
  --no-seed        do not make the demo tenant
  --verbose        show the logs of all parts
  --help           this text

DATABASE_URL uses a real Postgres (15 or newer, with pgvector) instead of the embedded one.
All settings: .env.example
`;

const { values } = parseArgs({
  options: {
    port: { type: "string" },
    "data-dir": { type: "string" },
    "no-seed": { type: "boolean", default: false },
    verbose: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  process.stdout.write(help);
  process.exit(0);
}

const say = (message: string) => console.log(`${color.dim(new Date().toTimeString().slice(0, 8))} ${message}`);
let stack: Stack | undefined;
let stopping = false;
const stop = async (signal: string) => {
  if (stopping) return;
  stopping = true;
  if (stack) {
    say(`${signal}: stopping`);
    await stack.stop();
    say("stopped");
    process.exit(0);
  }
};
process.on("SIGINT", () => stop("Ctrl-C"));
process.on("SIGTERM", () => stop("SIGTERM"));
process.on("SIGHUP", () => stop("SIGHUP"));

try {
  loadEnvFile();
  const settings = readSettings({ ...process.env, ...(values.port ? { PORT: values.port } : {}) });
  const started = performance.now();
  const [running] = await Promise.all([
    startStack({
      dataDir: values["data-dir"] ?? settings.dataDir,
      port: settings.port,
      databaseUrl: settings.databaseUrl,
      env: settings.env,
      log: say,
      onLine: (name, line) => {
        if (values.verbose) console.log(`${color.cyan(name.padEnd(8))} ${line}`);
      },
    }),
    buildPortal(),
  ]);
  stack = running;
  if (stopping) {
    await stack.stop();
    process.exit(0);
  }
  const lines = [
    "",
    `${color.bold("Plumbline is ready")} ${color.dim(`after ${((performance.now() - started) / 1000).toFixed(1)} s`)}`,
    "",
    `  Portal    ${color.cyan(stack.url)}`,
    `  API       ${stack.apiUrl}/v1`,
    `  Demo      ${stack.demo.email} / ${stack.demo.password}`,
    `  Data      ${stack.database === "embedded" ? (values["data-dir"] ?? settings.dataDir) : "the Postgres of DATABASE_URL"}`,
    "",
    color.dim("  Ctrl-C stops everything."),
    "",
  ];
  console.log(lines.join("\n"));
  if (!values["no-seed"])
    await seedDemo(stack).catch((error) => say(`The demo data could not be made: ${error.message}`));
} catch (error) {
  if (stopping) process.exit(0);
  if (!isAppError(error)) throw error;
  console.error(
    `${color.red("Plumbline did not start:")} ${error.message}.${error.fix ? `\n${color.bold("Fix:")} ${error.fix}.` : ""}`,
  );
  process.exit(1);
}
