import { PGlite } from "@electric-sql/pglite";
import { pgcrypto } from "@electric-sql/pglite/contrib/pgcrypto";
import { vector } from "@electric-sql/pglite-pgvector";
import { queryMessage } from "./protocol.ts";
import { Response } from "./response.ts";

/** How Postgres leaves a failed statement in PGlite's build; any other exception means the engine itself has ended. */
const STATEMENT_FAILED = 100;

/** The engine has ended (a FATAL inside it); nothing more can be asked of it, the data directory must be opened again. */
export class EngineEnded extends Error {
  override readonly name = "EngineEnded";
  readonly code = "engine_ended";
}

export class QueryFailed extends Error {
  override readonly name = "QueryFailed";
  readonly code: string;
  constructor(code: string, text: string) {
    super(text);
    this.code = code;
  }
}

export type EngineOptions = { dataDir?: string | undefined; image?: Blob | undefined; relaxedDurability?: boolean };

/** PGlite seen as what it is: one backend that takes protocol messages and answers synchronously, for one user at a time. */
export class Engine {
  readonly #db: PGlite;
  #message = new Uint8Array(0);
  #ended: EngineEnded | undefined;

  private constructor(db: PGlite) {
    this.#db = db;
    this.#watchForTheEnd();
  }

  /** Opens a data directory (or memory); `image` fills a new one far faster than initdb does. */
  static async open({ dataDir, image, relaxedDurability = false }: EngineOptions): Promise<Engine> {
    const extensions = { vector, pgcrypto };
    const location = { ...(dataDir && { dataDir }), ...(image && { loadDataDir: image }) };
    return new Engine(await PGlite.create({ ...location, extensions, relaxedDurability }));
  }

  get memory(): ArrayBufferLike {
    return this.#db.Module.wasmMemory.buffer;
  }

  /** Runs whole protocol messages; what they wrote is on disk (as far as PGlite goes) when this resolves. */
  async run(messages: readonly Uint8Array[]): Promise<Response> {
    if (this.#ended) throw this.#ended;
    const response = new Response();
    this.#message = joined(messages);
    await this.#db.execProtocolRawStream(this.#message, { onRawData: (chunk) => response.add(chunk) });
    return response;
  }

  /** Runs one of the server's own simple queries and returns its rows as text; throws QueryFailed. */
  async query(sql: string): Promise<(string | null)[][]> {
    const { rows, error } = (await this.run([queryMessage(sql)])).read();
    if (error) throw new QueryFailed(error.code, error.message);
    return rows;
  }

  async dump(): Promise<Blob> {
    await this.query("checkpoint");
    return this.#db.dumpDataDir("none");
  }

  async close(): Promise<void> {
    if (!this.#ended) await this.#db.close();
  }

  // PGlite swallows the exception of an engine that exited and asks it again, forever, at full speed. Its loop ends when
  // the message has no bytes left and nothing is buffered: so we take the bytes away and throw from the second question.
  #watchForTheEnd(): void {
    const module = this.#db.Module;
    const step = module._PostgresMainLoopOnce;
    const remaining = module._pq_buffer_remaining_data;
    module._PostgresMainLoopOnce = () => {
      try {
        step();
      } catch (error) {
        if (!isFailedStatement(error)) {
          this.#ended = new EngineEnded("The embedded database ended: start it again.", { cause: error });
          structuredClone(this.#message, { transfer: [this.#message.buffer] });
        }
        throw error;
      }
    };
    module._pq_buffer_remaining_data = () => {
      if (this.#ended) throw this.#ended;
      return remaining();
    };
  }
}

// Not Buffer.concat: its small buffers share memory, which the end of the engine would take from others as well.
function joined(messages: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(messages.reduce((sum, message) => sum + message.length, 0));
  let offset = 0;
  for (const message of messages) {
    bytes.set(message, offset);
    offset += message.length;
  }
  return bytes;
}

function isFailedStatement(error: unknown): boolean {
  return typeof error === "object" && error !== null && "status" in error && error.status === STATEMENT_FAILED;
}
