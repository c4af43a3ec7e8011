import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { zstdCompress, zstdDecompress } from "node:zlib";
import { Engine } from "./engine.ts";

const CACHE = fileURLToPath(new URL("../../../node_modules/.cache/plumbline/", import.meta.url));

/** The directory holds something else than a database; filling it would mix the two. */
export class NotADataDir extends Error {
  override readonly name = "NotADataDir";
  readonly code = "not_a_data_dir";
}

/**
 * Makes sure a whole database is at `dataDir`. It is built beside it and moved there in one step, so a process killed
 * halfway leaves no half-made database that a later start would take for a broken one.
 */
export async function ensureDataDir(dataDir: string): Promise<void> {
  const found: string[] = await readdir(dataDir).catch(() => []);
  if (found.includes("PG_VERSION")) return;
  if (found.length > 0)
    throw new NotADataDir(`${dataDir} is not empty and holds no database: choose another directory.`);
  const draft = `${dataDir}.draft`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(dirname(dataDir), { recursive: true });
  await (await Engine.open({ dataDir: draft, image: await emptyCluster() })).close();
  await rmdir(dataDir).catch(() => undefined);
  await rename(draft, dataDir);
}

/**
 * A fresh cluster as a tar. initdb takes seconds, so its result is kept once per PGlite version in
 * node_modules/.cache; a cache that cannot be read or written only costs the time again.
 */
export async function emptyCluster(): Promise<Blob> {
  const path = join(CACHE, `cluster-${await pgliteVersion()}.tar.zst`);
  try {
    return new Blob([await promisify(zstdDecompress)(await readFile(path))]);
  } catch {
    const engine = await Engine.open({});
    const image = await engine.dump();
    await engine.close();
    await keep(path, image).catch(() => undefined);
    return image;
  }
}

async function keep(path: string, image: Blob): Promise<void> {
  const draft = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(draft, await promisify(zstdCompress)(await image.bytes()));
  await rename(draft, path);
}

async function pgliteVersion(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve("@electric-sql/pglite");
  const manifest = await readFile(join(dirname(entry), "../package.json"), "utf8");
  return /"version":\s*"([^"]+)"/.exec(manifest)?.[1] ?? "unknown";
}
