import { createHash, type Hash } from "node:crypto";
import { open, rm } from "node:fs/promises";
import { AppError } from "@plumbline/contracts";
import type { StepContext } from "../runs/step.ts";

interface StoredFile {
  size_bytes: number;
  sha256: string | null;
}

interface Chunk {
  position: number;
  bytes: Buffer;
}

const chunksAtOnce = 2;

/**
 * Writes an uploaded file to `path`, readable by this process's user alone, and proves size and SHA-256. The caller
 * removes it; what could not be written whole is removed here. Throws not_found when there is no such finished upload,
 * file_corrupt when the bytes are not those that were uploaded.
 */
export async function downloadFile(
  ctx: StepContext,
  fileId: string,
  path: string,
  onProgress: (fraction: number) => void = () => {},
): Promise<void> {
  const { tenant_id } = ctx.run;
  const [file] = await ctx.tx(
    (tx) => tx<StoredFile>`
      select size_bytes::float8 as size_bytes, sha256 from public.files
      where tenant_id = ${tenant_id} and id = ${fileId} and stored_at is not null`,
  );
  if (!file) {
    throw new AppError("not_found", "The file of this dataset is gone.", { fix: "Upload it again." });
  }
  const handle = await open(path, "wx", 0o600);
  const hash = createHash("sha256");
  let written = 0;
  try {
    const read = (after: number): Promise<Chunk[]> =>
      ctx.tx(
        (tx) => tx<Chunk>`
          select position, bytes from public.file_chunks
          where tenant_id = ${tenant_id} and file_id = ${fileId} and position > ${after}
          order by position limit ${chunksAtOnce}`,
      );
    for (let next: Promise<Chunk[]> | undefined = read(-1); next; ) {
      const rows: readonly Chunk[] = await next;
      const last: Chunk | undefined = rows.at(-1);
      // The next chunks travel while these are hashed and written.
      next = last && rows.length === chunksAtOnce ? read(last.position) : undefined;
      next?.catch(() => {});
      for (const { bytes } of rows) {
        hash.update(bytes);
        await handle.writeFile(bytes);
        written += bytes.length;
      }
      if (file.size_bytes > 0) onProgress(written / file.size_bytes);
    }
    assertSame(file, written, hash);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}

function assertSame(file: StoredFile, written: number, hash: Hash): void {
  if (written === file.size_bytes && hash.digest("hex") === file.sha256) return;
  throw new AppError("file_corrupt", "The stored bytes are not those that were uploaded.", {
    fix: "Upload the file again.",
  });
}
