import type { Socket } from "node:net";
import type { Backend } from "./backend.ts";
import { EngineEnded, QueryFailed } from "./engine.ts";
import { askForPassword, isPassword, LoginRefused, REPORTED, readStartup, type Startup, welcome } from "./handshake.ts";
import { MessageReader } from "./incoming.ts";
import type { Lease } from "./lease.ts";
import { type ErrorFields, errorResponse, ProtocolViolation } from "./protocol.ts";
import type { TransactionStatus } from "./response.ts";
import { Session } from "./session.ts";

// One engine call serves a client's pipelined messages up to these limits; more would let it keep the others waiting.
const BATCH_BYTES = 256 * 1024;
const BATCH_ROUNDS = 8;
/** Above this a client that sends faster than its turn comes is not read any more until it has been served. */
const INBOX_BYTES = 16 * 1024 * 1024;
const WRITE_AT_ONCE = 64 * 1024;

export type Host = {
  backend: Backend;
  lease: Lease<object>;
  passwords: Map<string, string>;
  idleTransactionMs: number;
  closed(connection: Connection): void;
  engineEnded(error: EngineEnded): void;
};

type Login = Extract<Startup, { kind: "login" }>;

/** One client: reads its messages, waits for the lease, runs them, and leaves nothing behind when it goes. */
export class Connection {
  readonly #id: number;
  readonly #socket: Socket;
  readonly #host: Host;
  readonly #reader = new MessageReader();
  #login: Login | undefined;
  #session: Session | undefined;
  #inbox: Buffer[] = [];
  #inboxBytes = 0;
  #status: TransactionStatus = "I";
  #idle: NodeJS.Timeout | undefined;
  #working = false;
  #ending = false;
  #gone = false;
  #left = false;

  constructor(id: number, socket: Socket, host: Host) {
    this.#id = id;
    this.#socket = socket;
    this.#host = host;
    socket.setNoDelay(true);
    socket.on("data", (chunk) => this.#receive(chunk));
    socket.on("error", () => undefined);
    socket.on("close", () => {
      this.#gone = true;
      void this.#work();
    });
  }

  /** Ends the connection with a last word; its open transaction is rolled back. */
  end(error: Omit<ErrorFields, "severity">): void {
    if (this.#ending) return;
    this.#ending = true;
    this.#inbox = [];
    // A client that does not read would keep the last word, and with it the connection, waiting for ever.
    const unread = this.#socket.writableNeedDrain;
    if (!unread && this.#socket.writable) this.#socket.write(errorResponse({ severity: "FATAL", ...error }));
    if (unread) this.#socket.destroy();
    else this.#socket.destroySoon();
    void this.#work();
  }

  destroy(): void {
    this.#ending = true;
    this.#inbox = [];
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    if (this.#ending) return;
    try {
      this.#reader.push(chunk);
      if (this.#session) this.#collect();
      else if (!this.#working) this.#shakeHands();
    } catch (error) {
      this.#fail(error);
    }
  }

  #shakeHands(): void {
    for (let bytes = this.#reader.next(); bytes && !this.#working; bytes = this.#reader.next()) {
      if (this.#login) {
        const { user } = this.#login;
        if (bytes[0] === 0x58) return void this.#socket.end();
        if (!isPassword(bytes, this.#host.passwords.get(user) ?? "")) {
          throw new LoginRefused("28P01", `password authentication failed for user "${user}"`);
        }
        return void this.#enter(this.#login);
      }
      const startup = readStartup(bytes);
      if (startup.kind === "cancel") return void this.#socket.end();
      if (startup.kind === "encryption") this.#socket.write("N");
      else if (!this.#host.passwords.has(startup.user)) return void this.#enter(startup);
      else {
        this.#login = startup;
        this.#reader.phase = "password";
        this.#socket.write(askForPassword);
      }
    }
  }

  async #enter(login: Login): Promise<void> {
    const { backend, lease } = this.#host;
    this.#working = true;
    this.#reader.phase = "ready";
    try {
      await lease.acquire(this);
      const role = await backend.findRole(login.user);
      if (!role) throw new LoginRefused("28000", `role "${login.user}" does not exist`);
      if (!role.canLogin) throw new LoginRefused("28000", `role "${login.user}" is not permitted to log in`);
      const session = new Session(this.#id, role, login.settings, (bytes) => this.#send([bytes]));
      await backend.enter(session);
      this.#send([welcome(this.#id, await backend.reportedSettings(REPORTED), login)]);
      this.#session = session;
      this.#collect();
    } catch (error) {
      this.#fail(error);
    } finally {
      lease.release(this);
      this.#working = false;
    }
    await this.#work();
  }

  #collect(): void {
    for (let bytes = this.#reader.next(); bytes; bytes = this.#reader.next()) {
      this.#inbox.push(bytes);
      this.#inboxBytes += bytes.length;
    }
    if (this.#inboxBytes > INBOX_BYTES) this.#socket.pause();
    void this.#work();
  }

  async #work(): Promise<void> {
    if (this.#working || this.#left) return;
    this.#working = true;
    try {
      while (this.#session && this.#inbox.length > 0) await this.#serve(this.#session);
    } catch (error) {
      this.#fail(error);
    }
    // What came before the end of the stream was still served, as Postgres does.
    if (this.#gone || this.#ending) await this.#leave();
    this.#working = false;
  }

  async #serve(session: Session): Promise<void> {
    const { backend, lease, idleTransactionMs } = this.#host;
    if (!lease.isHeldBy(this)) {
      await lease.acquire(this);
      await backend.enter(session);
    }
    clearTimeout(this.#idle);
    this.#idle = undefined;
    const batch = this.#takeBatch();
    if (batch.length > 0) {
      this.#status = undefined;
      const response = await backend.run(session, batch);
      this.#status = response.status;
      this.#send(response.parts);
    }
    if (this.#status === "I") {
      await backend.settle(session);
      lease.release(this);
    } else {
      // Timers run before sockets are read: after a long pause of this process the client's message may be there already.
      const idle = setTimeout(() => setImmediate(() => this.#evict(idle)), idleTransactionMs);
      this.#idle = idle;
    }
    if (this.#socket.writableNeedDrain) await this.#drained();
  }

  #takeBatch(): Buffer[] {
    const batch: Buffer[] = [];
    for (let size = 0, rounds = 0; size < BATCH_BYTES && rounds < BATCH_ROUNDS; ) {
      const bytes = this.#inbox.shift();
      if (!bytes) break;
      this.#inboxBytes -= bytes.length;
      const type = bytes[0];
      if (type === 0x58) {
        this.#ending = true;
        this.#inbox = [];
        this.#socket.destroySoon();
        break;
      }
      batch.push(bytes);
      size += bytes.length;
      if (type === 0x51 || type === 0x53) rounds++;
    }
    if (this.#inboxBytes <= INBOX_BYTES && this.#socket.isPaused()) this.#socket.resume();
    return batch;
  }

  #evict(idle: NodeJS.Timeout): void {
    if (this.#idle !== idle || !this.#host.lease.isHeldBy(this)) return;
    this.end({ code: "25P03", message: "terminating connection due to idle-in-transaction timeout" });
  }

  #send(parts: Buffer[]): void {
    if (!this.#socket.writable) return;
    const size = parts.reduce((sum, part) => sum + part.length, 0);
    const [only] = parts;
    if (parts.length === 1 && only) this.#socket.write(only);
    else if (size > 0 && size <= WRITE_AT_ONCE) this.#socket.write(Buffer.concat(parts, size));
    else {
      this.#socket.cork();
      for (const part of parts) this.#socket.write(part);
      this.#socket.uncork();
    }
  }

  async #drained(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#socket.once("drain", resolve).once("close", resolve);
    if (this.#socket.destroyed) resolve();
    await promise;
    this.#socket.off("drain", resolve).off("close", resolve);
  }

  #fail(error: unknown): void {
    if (error instanceof EngineEnded) this.#host.engineEnded(error);
    const known = [ProtocolViolation, LoginRefused, QueryFailed].find((kind) => error instanceof kind);
    if (known && error instanceof Error && "code" in error)
      this.end({ code: String(error.code), message: error.message });
    else this.end({ code: "XX000", message: "internal error of the embedded database's server" });
  }

  async #leave(): Promise<void> {
    if (this.#left) return;
    this.#left = true;
    clearTimeout(this.#idle);
    const { backend, lease } = this.#host;
    try {
      if (lease.isHeldBy(this) && this.#status !== "I") await backend.abandon();
    } catch (error) {
      if (error instanceof EngineEnded) this.#host.engineEnded(error);
    } finally {
      lease.release(this);
    }
    if (this.#session) backend.leave(this.#session);
    this.#host.closed(this);
  }
}
