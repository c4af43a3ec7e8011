import { loadEnvFile } from "../local/settings.ts";

/** DATABASE_URL of the database's owner; ends the process with a sentence when it is not set. */
export function ownerUrl(): string {
  loadEnvFile();
  const url = process.env.DATABASE_URL;
  if (url) return url;
  console.error("DATABASE_URL is not set. Fix: set it to the owner's address, postgres://owner:password@host:5432/db");
  process.exit(1);
}
