import { readdir, readFile } from "node:fs/promises";
import type { Sql } from "postgres";

const migrationsDir = new URL("../../supabase/migrations/", import.meta.url);

/**
 * Applies every migration that the database has not seen, each in its own transaction, in order of its timestamp.
 * Keeps the same ledger as the Supabase CLI (supabase_migrations.schema_migrations), so either can follow the other.
 * Returns the versions applied.
 */
export async function migrate(sql: Sql): Promise<string[]> {
  await sql.unsafe(`create schema if not exists supabase_migrations;
    create table if not exists supabase_migrations.schema_migrations (
      version text primary key, statements text[], name text
    )`);
  const seen = new Set(
    (await sql<{ version: string }[]>`select version from supabase_migrations.schema_migrations`).map((r) => r.version),
  );
  const applied: string[] = [];
  const files = (await readdir(migrationsDir)).filter((f) => /^\d{14}_[a-z_]+\.sql$/.test(f)).sort();
  for (const file of files) {
    const version = file.slice(0, 14);
    if (seen.has(version)) continue;
    const text = await readFile(new URL(file, migrationsDir), "utf8");
    await sql.begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(7261)`;
      await tx.unsafe(text);
      await tx`insert into supabase_migrations.schema_migrations (version, name, statements)
        values (${version}, ${file.slice(15, -4)}, ${[text]})`;
    });
    applied.push(version);
  }
  return applied;
}
