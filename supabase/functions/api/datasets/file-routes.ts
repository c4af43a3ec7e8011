import { AppError, DatasetAccepted, Id } from "@plumbline/contracts";
import { z } from "zod";
import { type ApiContext, router } from "../platform/context.ts";
import { operation } from "../platform/describe.ts";
import { params } from "../platform/input.ts";
import { asMember, getAsMember, readAsMember } from "../platform/member.ts";
import { openStream } from "../platform/open-streams.ts";
import { attachment } from "./file-name.ts";
import { createDataset, createdDatasetId, type FileRow, getChunk, getFile, mayUpload } from "./file-queries.ts";
import { getDataset, getLatestRun } from "./queries.ts";
import { receiveFile } from "./receive-file.ts";
import { discardFile, storeFile } from "./store-file.ts";

/** A dataset's bytes: in and out, streamed. */
export const files = router();
const missing = "There is no such dataset";

files.post(
  "/",
  operation({
    tag: "datasets",
    feature: "copilot.dataset",
    summary: "Upload a file and have it looked at",
    answer: {
      status: 202,
      description: "The dataset and the run that looks at it",
      schema: DatasetAccepted,
      located: true,
    },
    problems: ["forbidden", "payload_too_large", "unsupported_media_type", "file_empty"],
    more: {
      requestBody: {
        required: true,
        content: {
          "multipart/form-data": {
            schema: {
              type: "object",
              required: ["file"],
              properties: { file: { type: "string", format: "binary", description: "CSV, XLSX, JSON or Parquet" } },
            },
          },
        },
      },
    },
  }),
  async (c) => {
    await requireEditor(c);
    const close = openStream(c.get("streams"), "upload", c.get("standing")?.user_id ?? "");
    // Stored before the whole form has been read: what follows the file may still be wrong.
    let stored: { file_id: string } | undefined;
    try {
      const file = await receiveFile(c.req.raw, c.get("settings").max_upload_bytes, async (part) => {
        const result = await storeFile(c, part);
        stored = result;
        return result;
      });
      const [[result], [dataset], [run]] = await asMember(
        c,
        createDataset(file.file_id, file.sha256),
        getDataset(createdDatasetId),
        getLatestRun(createdDatasetId),
      );
      if (!result || !dataset || !run) throw new AppError("not_found", missing);
      const { deduplicated } = result;
      return c.json({ dataset, run, deduplicated }, 202, { location: `/v1/runs/${run.id}` });
    } catch (error) {
      if (stored) await discardFile(c, stored.file_id);
      throw error;
    } finally {
      close();
    }
  },
);

files.get(
  "/:id/file",
  operation({
    tag: "datasets",
    feature: "copilot.dataset",
    summary: "The file as it was uploaded",
    answer: { status: 200, description: "The bytes", media: "application/octet-stream" },
  }),
  params(z.object({ id: Id })),
  async (c) => {
    const file = await getAsMember(c, getFile(c.req.valid("param").id), missing);
    return c.body(streamChunks(c, file), 200, {
      // Never the uploader's type: a browser must not run what somebody uploaded.
      "content-type": "application/octet-stream",
      "content-length": String(file.size_bytes),
      "content-disposition": attachment(file.name),
    });
  },
);

/** Before 100 MiB arrive for nothing. */
async function requireEditor(c: ApiContext): Promise<void> {
  const [rows] = await readAsMember(c, mayUpload);
  if (rows.length === 0) {
    throw new AppError("forbidden", "Only editors and owners add datasets", {
      fix: "Ask an owner for the editor role",
    });
  }
}

/** A chunk at a time as the reader takes them, each its own transaction: losing access ends the stream. */
function streamChunks(c: ApiContext, file: FileRow): ReadableStream<Uint8Array<ArrayBuffer>> {
  let position = 0;
  return new ReadableStream({
    async pull(controller) {
      if (position >= file.chunk_count) return controller.close();
      const [rows] = await readAsMember(c, getChunk(file.file_id, position++));
      if (rows[0] === undefined) throw new AppError("not_found", missing);
      controller.enqueue(rows[0].bytes);
    },
  });
}
