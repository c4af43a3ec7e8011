import type { Engine } from "./engine.ts";
import { quoteName, readText } from "./protocol.ts";
import type { Session } from "./session.ts";

const OWN_NAME = /^session \d+ \d+$/;

/**
 * Who listens to what. The engine is one listener; so each client's LISTEN is made under a name of its own, which
 * Postgres keeps or rolls back with the client's transaction, and the engine listens to the real channels for all.
 */
export class Channels {
  readonly #engine: Engine;
  readonly #listeners = new Map<Session, Map<string, string>>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Learns from the engine what this session listens to now; to be called whenever a lease of it has ended. */
  async update(session: Session): Promise<void> {
    const rows = await this.#engine.query("select pg_catalog.pg_listening_channels()");
    const heard = new Set(rows.map(([name]) => name ?? ""));
    const known = new Set([...this.#listeners.values()].flatMap((channels) => [...channels.keys()]));
    for (const [channel, own] of session.channels) if (!heard.has(own)) session.channels.delete(channel);
    // Made inside a function, where we could not give it the session's own name.
    for (const name of heard) if (!OWN_NAME.test(name) && !known.has(name)) session.channelName(name);
    if (session.channels.size === 0) this.#listeners.delete(session);
    else this.#listeners.set(session, new Map(session.channels));
    await this.#listenToAll(heard);
  }

  async #listenToAll(heard: Set<string>): Promise<void> {
    const wanted = new Set([...this.#listeners.values()].flatMap((channels) => [...channels].flat()));
    const sql = [
      ...[...wanted.difference(heard)].map((name) => `listen ${quoteName(name)}`),
      ...[...heard.difference(wanted)].map((name) => `unlisten ${quoteName(name)}`),
    ];
    if (sql.length > 0) await this.#engine.query(sql.join(";"));
  }

  /** Gives each notification to the sessions that listen to its channel. */
  route(notifications: Buffer[]): void {
    for (const notification of notifications) {
      const channel = readText(notification, 9).text;
      for (const [session, channels] of this.#listeners) if (channels.has(channel)) session.deliver(notification);
    }
  }

  forget(session: Session): void {
    this.#listeners.delete(session);
  }
}
