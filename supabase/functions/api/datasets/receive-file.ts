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

/**
 * Reads a multipart body with exactly one part `file` and hands that part to `store` while it arrives; never holds it
 * whole. Whatever goes wrong (no file, two files, too large, a broken or aborted body, a store that throws) stops
 * reading and throws once `store` has ended too, so `store` can clean up.
 */
export async function receiveFile<Stored>(
  request: Request,
  maxBytes: number,
  store: (part: FilePart) => Promise<Stored>,
): Promise<Stored> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^multipart\/form-data\s*;.*boundary=/i.test(type)) {
    throw new AppError("unsupported_media_type", "An upload is multipart/form-data", { fix: send });
  }
  // The form around the file is at most this long.
  if (Number(request.headers.get("content-length")) > maxBytes + 65_536) throw tooLarge(maxBytes);
  if (request.body === null) throw badForm("there is no file");

  const source = Readable.from(request.body);
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
  await pipeline(source, form, { signal: stop.signal }).catch((cause: unknown) => {
    const broken = new AppError("invalid_request", "The upload broke off or is not a valid form", { fix: send, cause });
    fail(isAppError(cause) ? cause : broken);
  });
  const stored = await part?.stored;
  if (failure !== undefined) throw failure;
  if (stored === undefined) throw badForm("there is no file");
  return stored;
}

const tooLarge = (maxBytes: number): AppError =>
  new AppError("payload_too_large", `The file is larger than ${Math.floor((maxBytes / 1024 / 1024) * 10) / 10} MiB`, {
    fix: "Upload a smaller file, or raise PLUMBLINE_MAX_UPLOAD_BYTES",
  });
