import { extname } from "node:path";
import { AppError, type DatasetFormat } from "@plumbline/contracts";

/** What the first bytes say a file is; `text` still has to be told apart. */
export type Container = "zip" | "parquet" | "text";

const foreign: [magic: number[], what: string, fix: string][] = [
  [[0x1f, 0x8b], "a gzip archive", "Unpack it and upload the file inside."],
  [[0x42, 0x5a, 0x68], "a bzip2 archive", "Unpack it and upload the file inside."],
  [[0x28, 0xb5, 0x2f, 0xfd], "a Zstandard archive", "Unpack it and upload the file inside."],
  [[0x37, 0x7a, 0xbc, 0xaf], "a 7-Zip archive", "Unpack it and upload the file inside."],
  [[0x52, 0x61, 0x72, 0x21], "a RAR archive", "Unpack it and upload the file inside."],
  [[0xfd, 0x37, 0x7a, 0x58], "an xz archive", "Unpack it and upload the file inside."],
  [[0x25, 0x50, 0x44, 0x46], "a PDF document", "Export the table as CSV or XLSX and upload that."],
  [[0x89, 0x50, 0x4e, 0x47], "a PNG image", "Upload the data behind the picture as CSV or XLSX."],
  [[0xff, 0xd8, 0xff], "a JPEG image", "Upload the data behind the picture as CSV or XLSX."],
  [[0x47, 0x49, 0x46, 0x38], "a GIF image", "Upload the data behind the picture as CSV or XLSX."],
  [[0x53, 0x51, 0x4c, 0x69, 0x74, 0x65], "an SQLite database", "Export the table as CSV and upload that."],
  [[0x41, 0x52, 0x52, 0x4f, 0x57, 0x31], "an Arrow file", "Save it as Parquet and upload that."],
  [[0x4f, 0x62, 0x6a, 0x01], "an Avro file", "Save it as Parquet and upload that."],
  [[0x4f, 0x52, 0x43], "an ORC file", "Save it as Parquet and upload that."],
  [[0x7f, 0x45, 0x4c, 0x46], "a program", "Upload a table."],
  [[0x00, 0x01, 0x00, 0x00, 0x53, 0x74, 0x61, 0x6e], "an Access database", "Export the table as CSV and upload that."],
];

const ole = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

const startsWith = (bytes: Buffer, magic: number[]): boolean => magic.every((byte, i) => bytes[i] === byte);

/** Tells containers by their first bytes, whatever the name says; refuses kinds that are no table. */
export function containerOf(head: Buffer): Container {
  if (startsWith(head, [0x50, 0x4b, 0x03, 0x04]) || startsWith(head, [0x50, 0x4b, 0x05, 0x06])) return "zip";
  if (startsWith(head, [0x50, 0x41, 0x52, 0x31])) return "parquet";
  if (startsWith(head, [0x50, 0x41, 0x52, 0x45])) {
    throw new AppError("file_password", "The Parquet file is encrypted.", {
      fix: "Save it without encryption and upload it again.",
    });
  }
  if (startsWith(head, ole)) {
    // A protected workbook is an OLE container with a stream of this name.
    if (
      head.includes(Buffer.from("EncryptedPackage", "utf16le")) ||
      head.includes(Buffer.from("EncryptionInfo", "utf16le"))
    ) {
      throw new AppError("file_password", "The workbook is protected by a password.", {
        fix: "Open it, remove the password, save it and upload it again.",
      });
    }
    throw unsupported("an old Office document (XLS, DOC or PPT)", "Save the workbook as XLSX or CSV and upload that.");
  }
  const found = foreign.find(([magic]) => startsWith(head, magic));
  if (found) throw unsupported(found[1], found[2]);
  return "text";
}

export const unsupported = (what: string, fix: string): AppError =>
  new AppError("file_unsupported", `The file is ${what}.`, { fix });

/** Tells JSON, NDJSON and delimited text apart by how the text begins; the name breaks a tie. */
export function textFormatOf(start: string, fileName: string): Extract<DatasetFormat, "csv" | "json" | "ndjson"> {
  const text = start.trimStart();
  const named = extname(fileName).toLowerCase();
  if (/^<(?:!doctype|html|\?xml|[a-z]+[\s>])/i.test(text)) {
    throw unsupported("a web page or an XML document", "Export the table as CSV or XLSX and upload that.");
  }
  if (/^\{\\rtf/.test(text)) throw unsupported("an RTF document", "Save the table as CSV and upload that.");
  // "[id],[name]" is a header; an array in an array, or an object in one, is none.
  const json =
    /^\{\s*(?:["}]|$)/.test(text) ||
    /^\[\s*[[{]/.test(text) ||
    (/^\[\s*(?:["\]\d-]|true|false|null|$)/.test(text) && !/\.(?:csv|tsv|txt)$/.test(named));
  if (!json) return named === ".json" && /^[[{]/.test(text) ? "json" : "csv";
  return named === ".ndjson" || named === ".jsonl" ? "ndjson" : "json";
}
