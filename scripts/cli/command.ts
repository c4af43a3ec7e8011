import { type ParseArgsConfig, parseArgs } from "node:util";
import postgres from "postgres";
import { ownerUrl } from "./owner-url.ts";

/** What is wrong and how to mend it, told in one sentence: the command ends with exit code 2. */
export class UsageError extends Error {}

/**
 * Runs an operator's command as the owner of DATABASE_URL and exits with the number that `work` answers. `--help` prints
 * the help; wrong usage and a database that does not answer end with one sentence and exit code 2.
 */
export async function command<T extends ParseArgsConfig["options"] & object>(
  help: string,
  options: T,
  work: (
    sql: postgres.Sql,
    parsed: ReturnType<typeof parseArgs<{ options: T; allowPositionals: true }>>,
  ) => Promise<number>,
): Promise<void> {
  if (process.argv.slice(2).includes("--help")) {
    process.stdout.write(help);
    return;
  }
  const parsed = usage(() => parseArgs({ options, allowPositionals: true }));
  const sql = postgres(ownerUrl(), { max: 1, onnotice: () => {}, connect_timeout: 10 });
  try {
    process.exitCode = await work(sql, parsed);
  } catch (error) {
    const reason = error instanceof Error ? error.message || String(error) : String(error);
    console.error(
      error instanceof UsageError ? reason : `The database did not do it: ${reason}. Fix: see DATABASE_URL`,
    );
    process.exitCode = 2;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

function usage<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}. Fix: see --help`);
    process.exit(2);
  }
}
