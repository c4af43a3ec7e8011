import { readErrorFields, readRow } from "./protocol.ts";

const NOTIFICATION = 0x41;
const READY = 0x5a;

/** Idle, in a transaction, in a failed one; undefined while an extended query still waits for its Sync. */
export type TransactionStatus = "I" | "T" | "E" | undefined;

/**
 * Reads the engine's answer as it is produced: keeps what goes to the client without copying it twice, takes the
 * notifications out (they belong to whoever listens) and remembers the last transaction status.
 */
export class Response {
  readonly parts: Buffer[] = [];
  readonly notifications: Buffer[] = [];
  status: TransactionStatus;
  #carry: Buffer | undefined;
  #skip = 0;

  /** Takes one chunk of output; the chunk is a view into the engine's memory and is only valid during the call. */
  add(chunk: Uint8Array): void {
    const bytes = this.#carry ? Buffer.concat([this.#carry, chunk]) : Buffer.from(chunk);
    this.#carry = undefined;
    let offset = Math.min(this.#skip, bytes.length);
    let kept = 0;
    this.#skip -= offset;
    while (offset < bytes.length) {
      const size = bytes.length - offset < 5 ? Number.POSITIVE_INFINITY : 1 + bytes.readInt32BE(offset + 1);
      const type = bytes[offset];
      const whole = offset + size <= bytes.length;
      if (!whole && (size === Number.POSITIVE_INFINITY || type === NOTIFICATION || type === READY)) {
        this.#carry = bytes.subarray(offset);
        break;
      }
      if (type === READY) this.status = readStatus(bytes[offset + 5]);
      if (type === NOTIFICATION) {
        this.#keep(bytes.subarray(kept, offset));
        this.notifications.push(bytes.subarray(offset, offset + size));
        kept = offset + size;
      }
      if (!whole) this.#skip = offset + size - bytes.length;
      offset = whole ? offset + size : bytes.length;
    }
    this.#keep(bytes.subarray(kept, offset));
  }

  #keep(bytes: Buffer): void {
    if (bytes.length > 0) this.parts.push(bytes);
  }

  /** The rows and the first error in the answer; for the server's own small queries. */
  read(): { rows: (string | null)[][]; error: { code: string; message: string } | undefined } {
    const bytes = Buffer.concat(this.parts);
    const rows: (string | null)[][] = [];
    let error: { code: string; message: string } | undefined;
    for (let offset = 0; offset < bytes.length; ) {
      const end = offset + 1 + bytes.readInt32BE(offset + 1);
      const type = String.fromCharCode(bytes[offset] ?? 0);
      if (type === "D") rows.push(readRow(bytes.subarray(offset + 5, end)));
      if (type === "E") error ??= readErrorFields(bytes.subarray(offset + 5, end));
      offset = end;
    }
    return { rows, error };
  }
}

function readStatus(byte: number | undefined): TransactionStatus {
  const status = String.fromCharCode(byte ?? 0);
  return status === "I" || status === "T" || status === "E" ? status : undefined;
}
