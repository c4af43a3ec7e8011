import { ProtocolViolation } from "./protocol.ts";

const STARTUP_MAX = 10_000;
const PASSWORD_MAX = 65_535;

/** The most one message may weigh: a bigger one would not fit into the engine's memory together with its answer. */
export const MESSAGE_MAX = 256 * 1024 * 1024;

/**
 * Cuts a client's byte stream into whole messages, in order. A message spread over many chunks is joined once, when its
 * last byte has come, so megabytes cost megabytes. Throws ProtocolViolation for a length no message can have.
 */
export class MessageReader {
  /** Start-up packets carry no type byte; the reader of one must say so until it has seen it. */
  phase: "startup" | "password" | "ready" = "startup";
  #chunks: Buffer[] = [];
  #size = 0;
  #needed = 0;

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
  }

  next(): Buffer | undefined {
    const typed = this.phase === "startup" ? 0 : 1;
    if (this.#needed === 0) {
      if (this.#size < 4 + typed) return undefined;
      this.#needed = typed + this.#checkedLength(this.#head(4 + typed).readInt32BE(typed));
    }
    if (this.#size < this.#needed) return undefined;
    const bytes = this.#take(this.#needed);
    this.#needed = 0;
    return bytes;
  }

  #checkedLength(length: number): number {
    const min = this.phase === "startup" ? 8 : 4;
    const max = { startup: STARTUP_MAX, password: PASSWORD_MAX, ready: MESSAGE_MAX }[this.phase];
    if (length < min || length > max) throw new ProtocolViolation(`invalid message length ${length}`);
    return length;
  }

  #head(length: number): Buffer {
    const [first] = this.#chunks;
    if (first && first.length >= length) return first;
    this.#chunks = [Buffer.concat(this.#chunks, this.#size)];
    return this.#chunks[0] ?? Buffer.alloc(0);
  }

  #take(length: number): Buffer {
    const joined = this.#head(length);
    this.#size -= length;
    if (joined.length === length) this.#chunks.shift();
    else this.#chunks[0] = joined.subarray(length);
    return joined.subarray(0, length);
  }
}
