import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { AppError } from "@plumbline/contracts";
import type { ApiContext } from "../platform/context.ts";
import { asMember } from "../platform/member.ts";
import { fileName } from "./file-name.ts";
import { addChunk, createFile, deleteFile } from "./file-queries.ts";
import type { FilePart } from "./receive-file.ts";

const chunkBytes = 1024 * 1024;

/**
 * Writes the part into public.files and file_chunks while it arrives, a mebibyte a transaction, and hashes it on the
 * way. At most two chunks are in memory. When anything fails the unfinished file is deleted and the error thrown.
 */
export async function storeFile(c: ApiContext, part: FilePart): Promise<{ file_id: string; sha256: string }> {
  const file_id = crypto.randomUUID();
  const hash = createHash("sha256");
  let chunk = Buffer.allocUnsafe(chunkBytes);
  let filled = 0;
  let position = 0;
  // The chunk on its way to the database while the next one fills.
  let writing: Promise<unknown> = Promise.resolve();
  const flush = async () => {
    const full = chunk.subarray(0, filled);
    await writing;
    const create = position === 0 ? [createFile(file_id, fileName(part.name), part.media_type.slice(0, 255))] : [];
    writing = asMember(c, ...create, addChunk(file_id, position, full));
    // Awaited before the next write or at the end; until then a failure must not count as unhandled.
    writing.catch(() => {});
    position++;
    chunk = Buffer.allocUnsafe(chunkBytes);
    filled = 0;
  };
  try {
    for await (const bytes of part.bytes) {
      hash.update(bytes);
      for (let at = 0; at < bytes.length; ) {
        const piece = bytes.subarray(at, at + chunkBytes - filled);
        chunk.set(piece, filled);
        filled += piece.length;
        at += piece.length;
        if (filled === chunkBytes) await flush();
      }
    }
    if (filled > 0) await flush();
    await writing;
  } catch (error) {
    await writing.catch(() => {});
    // Whatever cannot be deleted now, the sweep of unfinished files takes later.
    if (position > 0) await asMember(c, deleteFile(file_id)).catch(() => {});
    throw error;
  }
  if (position === 0) throw new AppError("file_empty", "The file has no bytes", { fix: "Upload a file with data" });
  return { file_id, sha256: hash.digest("hex") };
}

/** Takes back a stored upload that will not become a dataset. */
export const discardFile = (c: ApiContext, file_id: string): Promise<unknown> =>
  asMember(c, deleteFile(file_id)).catch(() => {});
