import type { Engine } from "./engine.ts";
import { QueryFailed } from "./engine.ts";

/** The bootstrap superuser's oid, the same in every cluster. */
export const SUPERUSER_OID = 10;
/** A role every cluster has and that is no superuser: pg_monitor. */
const PROBE = { name: "pg_monitor", oid: 3373 };
const STATIC_DATA_WORDS = (16 * 1024 * 1024) / 4;
const NEIGHBOURHOOD = 16;

/**
 * Who the engine believes is connected. Postgres lets the *authenticated* user choose the session user, and an embedded
 * engine always authenticates as the superuser, so any client could name itself. There is no SQL to change that; these
 * are the engine's own variables, found by value at start and proved by behaviour.
 */
export class Identity {
  readonly #engine: Engine;
  readonly #at: { session: number; current: number; authenticated: number };
  #words: Int32Array;

  private constructor(engine: Engine, at: { session: number; current: number; authenticated: number }) {
    this.#engine = engine;
    this.#at = at;
    this.#words = new Int32Array(engine.memory);
  }

  get session(): number {
    return this.#view[this.#at.session] ?? 0;
  }

  /** Differs from `session` while SET ROLE is in force. */
  get current(): number {
    return this.#view[this.#at.current] ?? 0;
  }

  /** From here on only this user's rights decide about SET SESSION AUTHORIZATION, however it is spelled. */
  set authenticated(oid: number) {
    this.#view[this.#at.authenticated] = oid;
  }

  // The engine's memory may have grown since, which detaches every older view of it.
  get #view(): Int32Array {
    if (this.#words.length === 0) this.#words = new Int32Array(this.#engine.memory);
    return this.#words;
  }

  /** Throws when this build of PGlite keeps its variables elsewhere: then roles would not hold, and nothing may start. */
  static async locate(engine: Engine): Promise<Identity> {
    await engine.query(`set session authorization ${PROBE.name}`);
    const runs = runsOfThree(wordsOf(engine), PROBE.oid);
    await engine.query("set session authorization postgres");
    await engine.query(`set role ${PROBE.name}`);
    const words = wordsOf(engine);
    const candidates = runs.flatMap((run) => {
      const session = run.find((index) => words[index] === SUPERUSER_OID);
      const current = run.find((index) => words[index] === PROBE.oid);
      return session === undefined || current === undefined ? [] : [{ session, current }];
    });
    await engine.query("set role none");
    for (const { session, current } of candidates) {
      for (let index = session - NEIGHBOURHOOD; index < session + NEIGHBOURHOOD; index++) {
        if (wordsOf(engine)[index] !== SUPERUSER_OID || index === session) continue;
        const identity = new Identity(engine, { session, current, authenticated: index });
        if (await identity.#holds()) return identity;
      }
    }
    throw new Error("This build of PGlite cannot pin a session to its user: use the version in package.json.");
  }

  async #holds(): Promise<boolean> {
    await this.#engine.query(`set session authorization ${PROBE.name}`);
    this.authenticated = PROBE.oid;
    const refused = await this.#engine.query("set session authorization postgres").then(
      () => false,
      (error) => error instanceof QueryFailed && error.code === "42501",
    );
    this.authenticated = SUPERUSER_OID;
    await this.#engine.query("set session authorization postgres");
    return refused;
  }
}

function wordsOf(engine: Engine): Int32Array {
  return new Int32Array(engine.memory, 0, Math.min(STATIC_DATA_WORDS, engine.memory.byteLength / 4));
}

function runsOfThree(words: Int32Array, value: number): [number, number, number][] {
  const runs: [number, number, number][] = [];
  for (let index = words.indexOf(value); index >= 0; index = words.indexOf(value, index + 1)) {
    if (words[index + 1] === value && words[index + 2] === value) runs.push([index, index + 1, index + 2]);
  }
  return runs;
}
