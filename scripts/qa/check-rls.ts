// npm run qa:check-rls: proves that no way across tenants exists, and that this check would notice one.
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { AppError } from "@plumbline/contracts";
import { checkRls, type Layer, layers } from "./check-rls/check.ts";
import { toHtml } from "./check-rls/print/html.ts";
import { toTerminal } from "./check-rls/print/terminal.ts";
import { failuresOf, toJson } from "./check-rls/report.ts";
import { openEphemeral, openHosted, type Target } from "./check-rls/target.ts";

const help = `Usage: npm run qa:check-rls -- [options]

Checks in three layers that tenants are kept apart: rules over the catalogue, attempts by everybody on every table,
and mutants, each of which must turn the check red. Without options on an embedded database of its own.

  --database-url URL  another database, as its owner, over a direct or session connection. Everything happens in one
                      transaction that is rolled back; mutants lock each table for moments.
  --layers LIST       static, behaviour, mutation; all of them by default. On a busy database: static,behaviour
  --api-url URL       with --database-url: the project's address (https://<ref>.supabase.co); anon is tried through its
                      edge and REST endpoint, and a stranger too when JWT_SECRET is set
  --anon-key KEY      the project's publishable key
  --html FILE         writes the matrix of who may do what as a page
  --json              prints { static, behaviour, mutation } and nothing else
  --help

Ends with 1 when anything fails or a mutant survives, with 2 when it was called wrongly.
`;

interface Options {
  target(): Promise<Target>;
  layers: Layer[];
  html: string | undefined;
  json: boolean;
}

/** What the arguments ask for. Throws AppError invalid_request that says what is wrong with them. */
function readOptions(args: string[]): Options | "help" {
  const wrong = (detail: string) => new AppError("invalid_request", detail, { fix: "npm run qa:check-rls -- --help" });
  const { values } = parse(args, wrong);
  if (values.help) return "help";
  const asked = values.layers?.split(",") ?? layers;
  const known = layers.filter((layer) => asked.includes(layer));
  if (known.length !== asked.length) throw wrong(`--layers knows ${layers.join(", ")}`);
  const url = values["database-url"];
  if (url !== undefined && !/^postgres(ql)?:\/\/./.test(url))
    throw wrong("--database-url is not a postgres:// address");
  const [apiUrl, anonKey] = [values["api-url"], values["anon-key"]];
  if ((apiUrl === undefined) !== (anonKey === undefined)) throw wrong("--api-url and --anon-key belong together");
  if (apiUrl !== undefined && (url === undefined || !URL.canParse(apiUrl))) {
    throw wrong(url === undefined ? "--api-url needs --database-url" : "--api-url is not an address");
  }
  const hosted = apiUrl && anonKey ? openHosted(apiUrl, anonKey, process.env.JWT_SECRET) : {};
  return {
    layers: known,
    html: values.html,
    json: values.json,
    target: async () =>
      url === undefined ? openEphemeral() : { ownerUrl: url, throwAway: false, ...hosted, close: async () => {} },
  };
}

function parse(args: string[], wrong: (detail: string) => AppError) {
  try {
    return parseArgs({
      args,
      options: {
        "database-url": { type: "string" },
        layers: { type: "string" },
        "api-url": { type: "string" },
        "anon-key": { type: "string" },
        html: { type: "string" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error));
  }
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options === "help") {
    process.stdout.write(help);
    return 0;
  }
  const tell = (what: string) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${what}`);
  };
  tell("starting a database");
  const target = await options.target();
  try {
    const report = await checkRls(target, { layers: options.layers, onProgress: tell });
    if (process.stderr.isTTY) process.stderr.write("\r\x1b[2K");
    if (options.html !== undefined) await writeFile(options.html, toHtml(report));
    process.stdout.write(`${options.json ? toJson(report) : toTerminal(report)}\n`);
    return failuresOf(report).length === 0 ? 0 : 1;
  } finally {
    await target.close();
  }
}

process.exitCode = await main().catch((error: unknown) => {
  const known = error instanceof Error && error.name === "AppError" && "code" in error;
  const fix = known && "fix" in error && error.fix ? ` Fix: ${String(error.fix)}` : "";
  console.error(`${error instanceof Error ? error.message : String(error)}.${fix}`);
  return known && error.code === "invalid_request" ? 2 : 1;
});
