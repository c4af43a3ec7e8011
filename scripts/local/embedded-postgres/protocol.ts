/** Everything is read and written as latin1, one character a byte, so text in any encoding survives a rewrite unchanged. */
const BYTES = "latin1";

export type ErrorFields = { severity: "ERROR" | "FATAL"; code: string; message: string };

/** Thrown when a client's bytes make no sense; the answer is a FATAL and the end of that connection, nobody else's. */
export class ProtocolViolation extends Error {
  override readonly name = "ProtocolViolation";
  readonly code = "08P01";
}

/** One protocol message; a string part is written with its closing zero, a Buffer as it is. */
export function message(type: string, ...parts: (string | Buffer)[]): Buffer {
  const body = parts.map((part) => (typeof part === "string" ? Buffer.from(`${part}\0`, BYTES) : part));
  const length = body.reduce((sum, part) => sum + part.length, 0);
  const header = Buffer.alloc(5);
  header.write(type, BYTES);
  header.writeInt32BE(length + 4, 1);
  return Buffer.concat([header, ...body], length + 5);
}

export function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

export const syncMessage = message("S");

export function queryMessage(sql: string): Buffer {
  return message("Q", sql);
}

export function errorResponse({ severity, code, message: text }: ErrorFields): Buffer {
  return message("E", `S${severity}`, `V${severity}`, `C${code}`, `M${text}`, Buffer.alloc(1));
}

/** The text up to the next zero byte, and where to read on; a text without an end is a violation. */
export function readText(bytes: Buffer, offset: number): { text: string; next: number } {
  const end = bytes.indexOf(0, offset);
  if (end < 0) throw new ProtocolViolation("invalid string in message");
  return { text: bytes.toString(BYTES, offset, end), next: end + 1 };
}

export function readErrorFields(body: Buffer): { code: string; message: string } {
  const fields = new Map<string, string>();
  for (let offset = 0; offset < body.length && body[offset] !== 0; ) {
    const { text, next } = readText(body, offset);
    fields.set(text.slice(0, 1), text.slice(1));
    offset = next;
  }
  return { code: fields.get("C") ?? "XX000", message: fields.get("M") ?? "unknown error" };
}

export function readRow(body: Buffer): (string | null)[] {
  const row: (string | null)[] = [];
  let offset = 2;
  for (let column = body.readInt16BE(0); column > 0; column--) {
    const length = body.readInt32BE(offset);
    offset += 4;
    row.push(length < 0 ? null : body.toString(BYTES, offset, offset + length));
    offset += Math.max(length, 0);
  }
  return row;
}

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function quoteText(text: string): string {
  return `E'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}
