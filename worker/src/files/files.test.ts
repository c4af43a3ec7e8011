import { createHash, randomBytes, randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDb } from "../platform/db.ts";
import { testDatabase } from "../platform/test-database.fixture.ts";
import { createTenant, ownerSql, registryOf, requestRun, testWorker } from "../runs/engine.fixture.ts";
import { downloadFile } from "./download.ts";
import { sweepFiles } from "./sweep.ts";

const sql = ownerSql();
let tenant = "";
let directory = "";
beforeAll(async () => {
  tenant = await createTenant(sql);
  directory = await mkdtemp(join(tmpdir(), "plumbline-files-"));
});
afterAll(async () => {
  await rm(directory, { recursive: true });
  await sql.end();
});

async function store(
  bytes: Buffer,
  chunkBytes: number,
  over: { sha256?: string; size?: number } = {},
): Promise<string> {
  const id = randomUUID();
  const sha256 = over.sha256 ?? createHash("sha256").update(bytes).digest("hex");
  await sql`insert into public.files (tenant_id, id, name, created_by, size_bytes, sha256, stored_at)
    values (${tenant}, ${id}, 'f', null, ${over.size ?? bytes.length}, ${sha256}, now())`;
  for (let position = 0; position * chunkBytes < bytes.length; position++) {
    const chunk = bytes.subarray(position * chunkBytes, (position + 1) * chunkBytes);
    await sql`insert into public.file_chunks (tenant_id, file_id, position, bytes) values (${tenant}, ${id}, ${position}, ${chunk})`;
  }
  return id;
}

/** Downloads inside a run, as a step does; resolves with the path or the error. */
async function download(fileId: string, asTenant = tenant): Promise<{ path: string; error: unknown }> {
  const path = join(directory, randomUUID());
  let error: unknown;
  const registry = registryOf("downloading", [
    {
      key: "a",
      run: async (ctx) => {
        await downloadFile(ctx, fileId, path).catch((e: unknown) => {
          error = e;
        });
      },
    },
  ]);
  await using worker = await testWorker(registry);
  await worker.end(await requestRun(sql, asTenant, "downloading"));
  return { path, error };
}

test("a file comes back byte for byte, in order, readable by its owner alone", async () => {
  for (const [size, chunk] of [
    [0, 1],
    [10, 4],
    [12, 4],
    [1_000_003, 65_536],
  ] as const) {
    const bytes = randomBytes(size);
    const { path, error } = await download(await store(bytes, chunk));
    expect(error).toBeUndefined();
    expect(bytes.equals(await readFile(path))).toBe(true);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  }
});

test("bytes that are not those that were uploaded are refused and removed", async () => {
  const bytes = randomBytes(100);
  for (const over of [{ sha256: "0".repeat(64) }, { size: 99 }]) {
    const { path, error } = await download(await store(bytes, 64, over));
    expect(error).toMatchObject({ code: "file_corrupt" });
    await expect(stat(path)).rejects.toMatchObject({ code: "ENOENT" });
  }
});

test("another tenant's file and an unfinished upload are not found", async () => {
  const other = await createTenant(sql);
  expect((await download(await store(randomBytes(5), 5), other)).error).toMatchObject({ code: "not_found" });
  const unfinished = randomUUID();
  await sql`insert into public.files (tenant_id, id, name, created_by) values (${tenant}, ${unfinished}, 'f', null)`;
  expect((await download(unfinished)).error).toMatchObject({ code: "not_found" });
});

test("the sweep removes uploads nobody finished within the hour, and nothing else, also when it comes twice", async () => {
  const db = createDb(testDatabase().worker);
  const [old, young] = [randomUUID(), randomUUID()];
  await sql`insert into public.files (tenant_id, id, name, created_by, created_at)
    values (${tenant}, ${old}, 'f', null, now() - interval '2 h'), (${tenant}, ${young}, 'f', null, now())`;
  const stored = await store(randomBytes(3), 3);
  await sql`update public.files set created_at = now() - interval '2 h' where id = ${stored}`;
  expect(await sweepFiles(db)).toBeGreaterThanOrEqual(1);
  await sweepFiles(db);
  const left = await sql<{ id: string }[]>`select id from public.files where id in (${old}, ${young}, ${stored})`;
  expect(left.map((row) => row.id).sort()).toEqual([young, stored].sort());
  await db.close();
});
