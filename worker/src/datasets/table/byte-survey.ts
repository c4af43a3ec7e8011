import { isAscii, isUtf8 } from "node:buffer";
import { open } from "node:fs/promises";

/** What the bytes of a text file are like, from all of them. */
export interface ByteSurvey {
  ascii: boolean;
  utf8: boolean;
  nul: boolean;
  /** Well-formed multi-byte sequences and bytes that belong to none, over the pieces that are not UTF-8. */
  sequences: number;
  broken: number;
  firstBroken: number;
  /** Pieces around bytes above 127, to tell encodings apart. */
  excerpt: Buffer;
  longest_line: number;
}

const pieceBytes = 1 << 20;
const excerptBytes = 64 * 1024;

/** Reads the whole file once. */
export async function surveyBytes(path: string, signal?: AbortSignal): Promise<ByteSurvey> {
  const found: ByteSurvey = {
    ascii: true,
    utf8: true,
    nul: false,
    sequences: 0,
    broken: 0,
    firstBroken: -1,
    excerpt: Buffer.alloc(0),
    longest_line: 0,
  };
  let line = 0;
  let carried = 0;
  let offset = 0;
  const handle = await open(path);
  try {
    // One buffer for the whole file: a stream would leave as many behind as the file is long.
    const buffer = Buffer.allocUnsafe(pieceBytes + 4);
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead } = await handle.read(buffer, carried, pieceBytes);
      if (bytesRead === 0) break;
      const piece = buffer.subarray(carried, carried + bytesRead);
      // Lines within one piece are short enough; only those that span pieces need to be measured.
      const first = firstBreak(piece);
      const reach = first < 0 ? 0 : piece.length;
      found.longest_line = Math.max(found.longest_line, line + (first < 0 ? piece.length : first), reach);
      line =
        first < 0 ? line + piece.length : piece.length - 1 - Math.max(piece.lastIndexOf(10), piece.lastIndexOf(13));
      const bytes = buffer.subarray(0, carried + bytesRead);
      const whole = bytes.subarray(0, bytes.length - incompleteTail(bytes));
      examine(whole, offset, found);
      offset += whole.length;
      carried = bytes.length - whole.length;
      buffer.copyWithin(0, whole.length, bytes.length);
    }
    examine(Buffer.from(buffer.subarray(0, carried)), offset, found);
  } finally {
    await handle.close();
  }
  return found;
}

function firstBreak(bytes: Buffer): number {
  const [lf, cr] = [bytes.indexOf(10), bytes.indexOf(13)];
  return lf < 0 || (cr >= 0 && cr < lf) ? cr : lf;
}

function examine(bytes: Buffer, offset: number, found: ByteSurvey): void {
  if (bytes.includes(0)) found.nul = true;
  if (isAscii(bytes)) return;
  found.ascii = false;
  if (isUtf8(bytes)) {
    if (!found.utf8 || found.sequences === 0) found.sequences += countSequences(bytes, offset, found);
    return;
  }
  found.utf8 = false;
  found.sequences += countSequences(bytes, offset, found);
  if (found.excerpt.length < excerptBytes) found.excerpt = Buffer.concat([found.excerpt, aroundHighBytes(bytes)]);
}

/** Length of a UTF-8 sequence that the end of the bytes cuts. */
function incompleteTail(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte >= 0xc0) return sequenceLength(byte) > back ? back : 0;
    if (byte < 0x80) return 0;
  }
  return 0;
}

const sequenceLength = (lead: number): number =>
  lead >= 0xc2 && lead <= 0xdf ? 2 : lead >= 0xe0 && lead <= 0xef ? 3 : lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;

function countSequences(bytes: Buffer, offset: number, found: ByteSurvey): number {
  let sequences = 0;
  for (let i = 0; i < bytes.length; ) {
    const byte = bytes[i] ?? 0;
    if (byte < 0x80) {
      i++;
      continue;
    }
    const length = sequenceLength(byte);
    let continuation = 0;
    while (continuation < length - 1 && ((bytes[i + 1 + continuation] ?? 0) & 0xc0) === 0x80) continuation++;
    if (length > 0 && continuation === length - 1) {
      sequences++;
      i += length;
    } else {
      if (found.broken === 0) found.firstBroken = offset + i + 1;
      found.broken++;
      i++;
    }
  }
  return sequences;
}

function aroundHighBytes(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  let size = 0;
  for (let i = 0; i < bytes.length && size < excerptBytes; i++) {
    if ((bytes[i] ?? 0) < 0x80) continue;
    const part = bytes.subarray(Math.max(0, i - 24), Math.min(bytes.length, i + 24));
    parts.push(part);
    size += part.length;
    i += 24;
  }
  return Buffer.concat(parts);
}
