import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Busboy, type BusboyFileStream } from "@fastify/busboy";
import { AppError, isAppError } from "@plumbline/contracts";
import { invalid } from "../platform/problem.ts";

export interface FilePart {
  name: string;
  media_type: string;
  bytes: AsyncIterable<Uint8Array>;
}

const send = "Send one multipart field named file, as curl -F file=@data.csv does";
const badForm = (message: string) => invalid("The form is not valid", [{ location: "/file", message, fix: send }]);

/** What may stand around the file in its form. */
const formBytes = 65_536;
const patience_ms = 30_000;

/**
 * Reads a multipart body with exactly one part `file` and hands that part to `store` while it arrives; never holds it
 * whole. Whatever goes wrong (no file, two files, too large, a broken, aborted or stalled body, a store that throws) stops
 * reading and throws once `store` has ended too, so `store` can clean up.
 */
export async function receiveFile<Stored>(
  request: Request,
  maxBytes: number,
  store: (part: FilePart) => Promise<Stored>,
  stalledAfter_ms = patience_ms,
): Promise<Stored> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^multipart\/form-data\s*;.*boundary=/i.test(type)) {
    throw new AppError("unsupported_media_type", "An upload is multipart/form-data", { fix: send });
  }
  if (Number(request.headers.get("content-length")) > maxBytes + formBytes) throw tooLarge(maxBytes);
  if (request.body === null) throw badForm("there is no file");

  const form = new Busboy({
    headers: { "content-type": type },
    limits: { files: 2, fields: 8, fieldSize: 1024, parts: 10, headerPairs: 20, fileSize: maxBytes },
  });
  const stop = new AbortController();
  let failure: unknown;
  let part: { bytes: BusboyFileStream; stored: Promise<Stored | undefined> } | undefined;
  const fail = (error: unknown): undefined => {
    failure ??= error;
    part?.bytes.destroy(new Error("the upload failed"));
    stop.abort();
    return undefined;
  };
  form.on("file", (field, bytes, name, _encoding, media_type) => {
    // A part that nobody reads must not end the process when it breaks.
    bytes.on("error", () => {});
    if (field !== "file" || part !== undefined) {
      bytes.resume();
      fail(badForm(part ? "there are two files" : `the field ${JSON.stringify(field.slice(0, 50))} is not expected`));
      return;
    }
    bytes.on("limit", () => fail(tooLarge(maxBytes)));
    part = { bytes, stored: store({ name, media_type, bytes }).catch(fail) };
  });
  for (const limit of ["filesLimit", "fieldsLimit", "partsLimit"] as const) {
    form.on(limit, () => fail(badForm("there are more parts than expected")));
  }
  const stalled = () => fail(badForm(`nothing of it came for ${Math.round(stalledAfter_ms / 1000)} seconds`));
  let alarm = setTimeout(stalled, stalledAfter_ms);
  const reader = request.body.getReader();
  // A read that waits for a sender who says nothing would otherwise wait on.
  stop.signal.addEventListener("abort", () => void reader.cancel().catch(() => {}));
  // Counted here too: what stands before, between and behind the parts is in no part, and has no end of its own.
  const watched = async function* () {
    for (let received = 0; ; ) {
      const { done, value } = await reader.read();
      clearTimeout(alarm);
      if (done) return;
      received += value.length;
      if (received > maxBytes + formBytes) throw tooLarge(maxBytes);
      yield value;
      // Not while the bytes are being stored: that is our own time.
      alarm = setTimeout(stalled, stalledAfter_ms);
    }
  };
  await pipeline(Readable.from(watched()), form, { signal: stop.signal }).catch((cause: unknown) => {
    const broken = new AppError("invalid_request", "The upload broke off or is not a valid form", { fix: send, cause });
    fail(isAppError(cause) ? cause : broken);
  });
  clearTimeout(alarm);
  const stored = await part?.stored;
  if (failure !== undefined) throw failure;
  if (stored === undefined) throw badForm("there is no file");
  return stored;
}

const tooLarge = (maxBytes: number): AppError =>
  new AppError("payload_too_large", `The file is larger than ${Math.floor((maxBytes / 1024 / 1024) * 10) / 10} MiB`, {
    fix: "Upload a smaller file, or raise PLUMBLINE_MAX_UPLOAD_BYTES",
  });
