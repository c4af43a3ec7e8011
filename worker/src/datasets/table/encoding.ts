import { createReadStream } from "node:fs";
import { AppError } from "@plumbline/contracts";
import { analyse } from "chardet";
import { type ByteSurvey, surveyBytes } from "./byte-survey.ts";

export interface Encoding {
  /** A label of the WHATWG encoding standard: `utf-8`, `utf-16le`, `windows-1252`. */
  name: string;
  /** Bytes of the mark at the start. */
  bom: number;
  why: string;
  /** Bytes of the longest line when above a mebibyte, an upper bound otherwise; infinite when nobody looked. */
  longest_line: number;
}

const unseen = Number.POSITIVE_INFINITY;

const control = new Set([
  ...Array.from({ length: 9 }, (_, i) => i),
  11,
  ...Array.from({ length: 14 }, (_, i) => i + 14),
]);

const binary = () =>
  new AppError("file_not_a_table", "The file holds binary data, not text.", {
    fix: "Upload a CSV, TSV, XLSX, JSON, NDJSON or Parquet file.",
  });

const undecodable = (detail: string) =>
  new AppError("file_encoding", detail, { fix: "Save the file again as UTF-8 and upload it." });

/** Decides how the bytes of a text file become characters, from all of its bytes. Throws when they cannot. */
export async function detectEncoding(path: string, head: Buffer, signal?: AbortSignal): Promise<Encoding> {
  const [a, b, c, d] = head;
  if ((a === 0xff && b === 0xfe && c === 0 && d === 0) || (a === 0 && b === 0 && c === 0xfe && d === 0xff)) {
    throw undecodable("The text is in UTF-32.");
  }
  if (a === 0xff && b === 0xfe)
    return { name: "utf-16le", bom: 2, why: "it starts with the UTF-16 mark FF FE", longest_line: unseen };
  if (a === 0xfe && b === 0xff)
    return { name: "utf-16be", bom: 2, why: "it starts with the UTF-16 mark FE FF", longest_line: unseen };
  const wide = utf16WithoutMark(head);
  if (wide) return { name: wide, bom: 0, why: "every second byte is zero", longest_line: unseen };
  if (controlShare(head) > 0.01) throw binary();

  const bom = a === 0xef && b === 0xbb && c === 0xbf ? 3 : 0;
  const bytes = await surveyBytes(path, signal);
  if (bytes.nul) throw binary();
  if (bytes.utf8) {
    const why = bom
      ? "it starts with the UTF-8 mark EF BB BF"
      : bytes.ascii
        ? "all bytes are ASCII"
        : "all bytes are valid UTF-8";
    return { name: "utf-8", bom, why, longest_line: bytes.longest_line };
  }
  if (bom || bytes.sequences >= bytes.broken) {
    throw undecodable(`The text is UTF-8 with broken bytes, the first at byte ${bytes.firstBroken}.`);
  }
  return singleByte(bytes);
}

function utf16WithoutMark(head: Buffer): string | undefined {
  let even = 0;
  let odd = 0;
  for (let i = 0; i < head.length; i++) {
    if (head[i] !== 0) continue;
    if (i % 2) odd++;
    else even++;
  }
  if (head.length < 4) return undefined;
  if (odd > head.length * 0.2 && even < odd * 0.05) return "utf-16le";
  if (even > head.length * 0.2 && odd < even * 0.05) return "utf-16be";
  return undefined;
}

function controlShare(head: Buffer): number {
  // 0x01 and 0x1f serve as delimiters; they still may not be most of the file.
  const counted = head.reduce((n, byte) => n + (control.has(byte) && byte !== 1 && byte !== 31 ? 1 : 0), 0);
  return counted / Math.max(1, head.length);
}

/** Chooses among the one-byte and the East Asian encodings; Windows-1252 holds all of Latin-1's letters. */
function singleByte(bytes: ByteSurvey): Encoding {
  const guesses = analyse(bytes.excerpt).filter((guess) => guess.name !== "UTF-8" && decodes(guess.name));
  const best = guesses[0];
  const latin = latinPlausibility(bytes.excerpt);
  const wide = guesses.find((guess) => /^(?:Shift_JIS|EUC-|GB|Big5)/i.test(guess.name) && guess.confidence >= 80);
  if (wide) {
    const why = `the byte pairs fit ${wide.name}`;
    return { name: wide.name.toLowerCase(), bom: 0, why, longest_line: bytes.longest_line };
  }
  if (best && !/8859-1$|1252|8859-15|8859-9/i.test(best.name) && best.confidence >= 30 && latin < 0.5) {
    const why = `the byte patterns fit ${best.name} best`;
    return { name: best.name.toLowerCase(), bom: 0, why, longest_line: bytes.longest_line };
  }
  if (latin >= 0.5) {
    return {
      name: "windows-1252",
      bom: 0,
      why: "the bytes are not UTF-8 and read as Western letters and signs (Latin-1, Windows-1252)",
      longest_line: bytes.longest_line,
    };
  }
  throw undecodable(`The text is neither UTF-8 nor an encoding we can recognise; see byte ${bytes.firstBroken}.`);
}

function decodes(label: string): boolean {
  try {
    return new TextDecoder(label) instanceof TextDecoder;
  } catch {
    return false;
  }
}

/**
 * Share of the bytes above 127 that make sense as Windows-1252. Unused codes, a capital accented letter before something
 * that is no letter, and thorn or y-diaeresis outside a word do not: they are how cut UTF-8 and random bytes look.
 */
function latinPlausibility(excerpt: Buffer): number {
  const ascii = (byte: number | undefined) =>
    byte !== undefined && ((byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122));
  const letter = (byte: number | undefined) => ascii(byte) || (byte !== undefined && byte >= 0xc0);
  let high = 0;
  let strange = 0;
  for (let i = 0; i < excerpt.length; i++) {
    const byte = excerpt[i] ?? 0;
    if (byte < 0x80) continue;
    high++;
    const [before, after] = [excerpt[i - 1], excerpt[i + 1]];
    if ([0x81, 0x8d, 0x8f, 0x90, 0x9d].includes(byte)) strange++;
    else if (byte >= 0xc0 && byte <= 0xde && !letter(after) && !(before !== undefined && before >= 65 && before <= 90))
      strange++;
    else if ((byte === 0xfe || byte === 0xff || byte === 0xf0) && !ascii(before) && !ascii(after)) strange++;
    else if (byte >= 0xc0 && after !== undefined && after >= 0x80 && before !== undefined && before >= 0x80) strange++;
  }
  return high === 0 ? 1 : 1 - strange / high;
}

/** The characters of a text file, in pieces. */
export async function* decodedText(path: string, encoding: Encoding, signal?: AbortSignal): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding.name, { fatal: true });
  try {
    const stream = createReadStream(path, { start: encoding.bom, highWaterMark: 1 << 20, ...(signal && { signal }) });
    for await (const piece of stream) yield decoder.decode(piece, { stream: true });
    yield decoder.decode();
  } catch (error) {
    if (error instanceof TypeError) throw undecodable(`The bytes are not valid ${encoding.name}.`);
    throw error;
  }
}
