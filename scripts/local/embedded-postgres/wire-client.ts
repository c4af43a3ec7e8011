import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { MessageReader } from "./incoming.ts";
import { int32, message, readErrorFields } from "./protocol.ts";

export type WireMessage = { type: string; body: Buffer };

/** A bare protocol client for tests: sends exactly the bytes it is told to, in the pieces it is told to. */
export class WireClient {
  readonly socket: Socket;
  readonly received: WireMessage[] = [];
  readonly #reader = new MessageReader();
  #waiting: (() => void)[] = [];

  private constructor(socket: Socket) {
    this.socket = socket;
    this.#reader.phase = "ready";
    socket.on("error", () => undefined);
    socket.on("close", () => this.#wake());
    socket.on("data", (chunk) => {
      this.#reader.push(chunk);
      for (let bytes = this.#reader.next(); bytes; bytes = this.#reader.next()) {
        this.received.push({ type: bytes.toString("latin1", 0, 1), body: bytes.subarray(5) });
      }
      this.#wake();
    });
  }

  static async connect(port: number): Promise<WireClient> {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    return new WireClient(socket);
  }

  /** Connected, let in, and ready for its first query. */
  static async login(port: number, user: string, settings: Record<string, string> = {}): Promise<WireClient> {
    const client = await WireClient.connect(port);
    client.startup({ user, ...settings });
    await client.until("Z");
    return client;
  }

  startup(parameters: Record<string, string>, version = 196608): void {
    const pairs = Object.entries(parameters).flat();
    this.socket.write(untyped(int32(version), Buffer.from(`${pairs.join("\0")}\0\0`)));
  }

  send(...messages: Buffer[]): void {
    this.socket.write(Buffer.concat(messages));
  }

  /** Everything up to and including the next message of this type; fails when the connection ends without one. */
  async until(type: string): Promise<WireMessage[]> {
    for (;;) {
      const index = this.received.findIndex((received) => received.type === type);
      if (index >= 0) return this.received.splice(0, index + 1);
      if (this.socket.closed) throw new Error(`connection closed before ${type}`);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  async query(sql: string): Promise<WireMessage[]> {
    this.send(message("Q", sql));
    return this.until("Z");
  }

  /** Resolves when the server has closed the connection; with the error it said last. */
  async closed(): Promise<{ code: string; message: string } | undefined> {
    if (!this.socket.closed) await once(this.socket, "close");
    const error = this.received.findLast((received) => received.type === "E");
    return error && readErrorFields(error.body);
  }

  /** Hangs up after everything sent so far, without waiting for answers. */
  async closedByUs(): Promise<void> {
    this.socket.end();
    await once(this.socket, "close");
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

/** A packet without a type byte, as those before the login are. */
export function untyped(...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([int32(body.length + 4), body]);
}

export function typesOf(messages: WireMessage[]): string {
  return messages.map(({ type }) => type).join("");
}

export function errorOf(messages: WireMessage[]): { code: string; message: string } | undefined {
  const error = messages.find(({ type }) => type === "E");
  return error && readErrorFields(error.body);
}
