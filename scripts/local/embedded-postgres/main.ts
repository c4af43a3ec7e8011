import { fstatSync } from "node:fs";
import { z } from "zod";
import { startEmbeddedPostgres } from "./server.ts";

const Env = z.object({
  EMBEDDED_DATA_DIR: z.string().min(1).optional(),
  EMBEDDED_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  EMBEDDED_PASSWORDS: z
    .string()
    .default("{}")
    .transform((text) => JSON.parse(text))
    .pipe(z.record(z.string(), z.string())),
  EMBEDDED_IDLE_TRANSACTION_MS: z.coerce.number().int().positive().optional(),
});

/** Runs the embedded database as a child process: one line of JSON on stdout when ready, gone when its parent is. */
async function main(): Promise<void> {
  const env = Env.parse(process.env);
  const database = await startEmbeddedPostgres({
    dataDir: env.EMBEDDED_DATA_DIR,
    port: env.EMBEDDED_PORT,
    passwords: env.EMBEDDED_PASSWORDS,
    idleTransactionMs: env.EMBEDDED_IDLE_TRANSACTION_MS,
  });
  const exit = (code: number) => void database.stop().then(() => process.exit(code), fail);
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => exit(0));
  onParentGone(() => exit(0));
  void database.ended.then(fail);
  console.log(JSON.stringify({ ready: true, port: database.port }));
}

// A terminal or /dev/null as stdin says nothing about a parent; a pipe is closed by the system when the parent dies.
function onParentGone(gone: () => void): void {
  process.on("disconnect", gone);
  const stdin = fstatSync(0);
  if (!stdin.isFIFO() && !stdin.isSocket()) return;
  process.stdin.on("end", gone).on("close", gone).on("error", gone).resume();
}

function fail(error: unknown): void {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${JSON.stringify({ ready: false, code, message })}\n`, () => process.exit(1));
}

await main().catch(fail);
