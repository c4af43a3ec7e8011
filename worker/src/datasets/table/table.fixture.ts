import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAppError } from "@plumbline/contracts";
import { onTestFinished } from "vitest";
import type { Limits } from "./limits.ts";
import { openTable } from "./open.ts";
import type { Table } from "./table.ts";

/** Writes a file for this test; it is removed afterwards. */
export async function fileOf(content: string | Buffer): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "plumbline-test-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const path = join(directory, "file");
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
  onTestFinished(() => table.close());
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
