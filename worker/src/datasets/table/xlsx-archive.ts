import type { Readable } from "node:stream";
import { promisify } from "node:util";
import { AppError } from "@plumbline/contracts";
import { type Entry, open, type ZipFile } from "yauzl";
import { unsupported } from "./file-format.ts";
import type { Limits } from "./limits.ts";

const maxEntries = 5_000;
/** Sheets compress ten to forty times; beyond this and a few megabytes nobody typed the content. */
const maxRatio = 200;
const ratioFrom = 16 * 1024 * 1024;

const bomb = (detail: string) =>
  new AppError("file_archive_bomb", detail, { fix: "Save the sheet as CSV and upload that." });
const damaged = (cause: unknown) =>
  new AppError("file_corrupt", "The workbook's archive is damaged.", {
    fix: "Open it in a spreadsheet program, save it again and upload the new file.",
    cause,
  });

/**
 * Reads the table of contents of an XLSX file and unpacks every XML part once without keeping it: yauzl ends a part that
 * is larger than its header says, so the sizes hold before anything parses the file. Returns the names of the sheets in order.
 */
export async function inspectWorkbook(path: string, limits: Limits, signal?: AbortSignal): Promise<string[]> {
  const zip = await promisify<string, object, ZipFile>(open)(path, { lazyEntries: true, autoClose: false }).catch(
    (error: unknown) => {
      throw damaged(error);
    },
  );
  try {
    const entries = await listEntries(zip);
    const total = entries.reduce((sum, entry) => sum + entry.uncompressedSize, 0);
    const packed = entries.reduce((sum, entry) => sum + entry.compressedSize, 0);
    checkSizes(total, packed, limits);
    const workbook = entries.find((entry) => entry.fileName === "xl/workbook.xml");
    if (!workbook) throw otherArchive(entries);
    let names: string[] = [];
    for (const entry of entries) {
      signal?.throwIfAborted();
      if (!/\.(?:xml|rels)$/.test(entry.fileName)) continue;
      let text = "";
      for await (const piece of await contentOf(zip, entry)) {
        if (entry.fileName.startsWith("xl/worksheets/")) checkRowNumbers(piece.toString("latin1"));
        if (entry === workbook && text.length < 1_000_000) text += piece.toString("utf8");
      }
      if (entry === workbook) names = sheetNames(text);
    }
    return names;
  } catch (error) {
    if (error instanceof Error && error.name === "AppError") throw error;
    signal?.throwIfAborted();
    if (error instanceof Error && /too many bytes/.test(error.message)) {
      throw bomb("The workbook unpacks to more than its headers say.");
    }
    throw damaged(error);
  } finally {
    zip.close();
  }
}

function checkSizes(unpacked: number, packed: number, limits: Limits): void {
  const mb = (bytes: number) => `${Math.round(bytes / 1_048_576).toLocaleString("en-US")} MiB`;
  if (unpacked > limits.unpacked_bytes) {
    throw bomb(`The workbook unpacks to more than ${mb(limits.unpacked_bytes)}.`);
  }
  if (unpacked > ratioFrom && unpacked > packed * maxRatio) {
    throw bomb(`The workbook unpacks to more than ${maxRatio} times its size.`);
  }
}

/** A sheet has 1,048,576 rows at most; a higher number makes readers fill the gap with blank rows without end. */
function checkRowNumbers(xml: string): void {
  for (const [, row] of xml.matchAll(/<row\s[^>]*?\br="(\d{7,})"/g)) {
    if (Number(row) > 1_048_576) throw damaged(new Error("row number out of range"));
  }
}

function listEntries(zip: ZipFile): Promise<Entry[]> {
  return new Promise((resolve, reject) => {
    const entries: Entry[] = [];
    zip.on("entry", (entry: Entry) => {
      entries.push(entry);
      if (entries.length > maxEntries) {
        reject(bomb(`The archive holds more than ${maxEntries.toLocaleString("en-US")} files.`));
        return;
      }
      if (entry.generalPurposeBitFlag & 1) {
        reject(
          new AppError("file_password", "The archive is protected by a password.", {
            fix: "Remove the password and upload it again.",
          }),
        );
        return;
      }
      zip.readEntry();
    });
    zip.on("end", () => resolve(entries));
    zip.on("error", reject);
    zip.readEntry();
  });
}

/** yauzl ends the stream with an error when more comes out than the entry declares. */
const contentOf = (zip: ZipFile, entry: Entry): Promise<Readable> =>
  new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error || !stream) reject(error ?? new Error("no content"));
      else resolve(stream);
    });
  });

function otherArchive(entries: Entry[]): AppError {
  const names = entries.map((entry) => entry.fileName);
  if (names.includes("word/document.xml"))
    return unsupported("a Word document", "Copy the table into a sheet, save it as XLSX and upload that.");
  if (names.some((name) => name.startsWith("ppt/")))
    return unsupported("a presentation", "Upload the data behind it as XLSX or CSV.");
  if (names.includes("content.xml"))
    return unsupported("an OpenDocument file", "Save it as XLSX or CSV and upload that.");
  if (names.includes("xl/workbook.bin"))
    return unsupported("a binary workbook (XLSB)", "Save it as XLSX or CSV and upload that.");
  return unsupported("a ZIP archive", "Unpack it and upload the table inside.");
}

const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function sheetNames(workbook: string): string[] {
  return [...workbook.matchAll(/<(?:\w+:)?sheet\s[^>]*?\bname="([^"]*)"/g)].map(([, name = ""]) =>
    name.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, dec, word) =>
      hex
        ? String.fromCodePoint(Number.parseInt(hex, 16))
        : dec
          ? String.fromCodePoint(Number(dec))
          : (entities[word] ?? whole),
    ),
  );
}
