import { mkdtempSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAppError } from "@plumbline/contracts";
import { afterAll } from "vitest";
import type { Limits } from "./limits.ts";
import { openTable } from "./open.ts";
import type { Table } from "./table.ts";

const directory = mkdtempSync(join(tmpdir(), "plumbline-test-"));
const tables: Table[] = [];
let files = 0;
afterAll(() => {
  for (const table of tables) table.close();
  rmSync(directory, { recursive: true, force: true });
});

/** Writes a file for this test file; it is removed afterwards. */
export async function fileOf(content: string | Buffer): Promise<string> {
  const path = join(directory, `file-${++files}`);
  await writeFile(path, content);
  return path;
}

/** Opens content as an uploaded file of that name; closed afterwards. */
export async function tableOf(
  content: string | Buffer,
  name = "data.csv",
  limits: Partial<Limits> = {},
): Promise<Table> {
  const table = await openTable(await fileOf(content), { file_name: name, limits });
  tables.push(table);
  return table;
}

/** The error code of a file that must not open, and whether it came with a sentence and a fix. */
export async function refusal(content: string | Buffer, name = "data.csv", limits: Partial<Limits> = {}) {
  try {
    await tableOf(content, name, limits);
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { code: error.code, detail: error.message, fix: error.fix };
  }
  return { code: "opened", detail: "", fix: "" };
}
