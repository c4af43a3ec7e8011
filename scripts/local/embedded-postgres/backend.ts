import { Channels } from "./channels.ts";
import { type Engine, QueryFailed } from "./engine.ts";
import { type Identity, SUPERUSER_OID } from "./identity.ts";
import { message, queryMessage, quoteName, quoteText, syncMessage } from "./protocol.ts";
import type { Response } from "./response.ts";
import type { LoginRole, Session } from "./session.ts";
import { translate, usesUnnamedStatement } from "./translate.ts";

// Nothing of the last client's session may be found by the next: cursors, settings, lastval(), temporary tables, role.
const RESET = "close all; reset all; discard sequences; discard temp; set role none";
const SUPERUSER = "set session authorization postgres";

/**
 * The one engine lent to one session at a time: puts the session's state in place, keeps names apart, and takes the
 * engine back clean. Every method must only be called by the holder of the lease, one after the other.
 */
export class Backend {
  readonly #engine: Engine;
  readonly #identity: Identity;
  readonly #channels: Channels;
  readonly #notifications: Buffer[] = [];
  #last: Session | undefined;
  #abandoned: string[] = [];
  #fresh = false;

  constructor(engine: Engine, identity: Identity) {
    this.#engine = engine;
    this.#identity = identity;
    this.#channels = new Channels(engine);
  }

  /** Makes the engine the session's. Throws QueryFailed when its state cannot be put back (a dropped role, say). */
  async enter(session: Session): Promise<void> {
    if (this.#last !== session) await this.#replaceLast(session);
    this.#identity.authenticated = session.role.oid;
    this.#fresh = true;
  }

  async #replaceLast(session: Session | undefined): Promise<void> {
    const last = this.#last;
    this.#last = undefined;
    if (last) await this.#keepState(last);
    // Closing is done by protocol messages, which do not mind a statement that never came to be.
    const closing = this.#abandoned.splice(0).map((name) => message("C", Buffer.from("S"), name));
    if (closing.length > 0) await this.#engine.run([...closing, syncMessage]);
    if (session) await this.#restore(session);
    else await this.#asSuperuser(`${RESET};${SUPERUSER}`);
    this.#last = session;
  }

  async #restore(session: Session): Promise<void> {
    const become = [RESET, ...becomeSql(session, this.#identity.session)];
    const back = session.identity === "" ? [] : [session.identity];
    try {
      await this.#asSuperuser([...become, ...settingsSql(session), ...back].join(";"));
    } catch (error) {
      if (!(error instanceof QueryFailed) || session.settings.size === 0) throw error;
      // A setting the client tried to make and that cannot be made: only that one is dropped.
      await this.#asSuperuser(become.join(";"));
      for (const [name, value] of [...session.startup, ...session.settings]) {
        if (value !== undefined) await this.#engine.query(set(name, value)).catch(() => session.settings.delete(name));
      }
      await this.#asSuperuser(back.join(";"));
    }
  }

  async #keepState(last: Session): Promise<void> {
    last.unnamedLost = last.unnamed !== undefined;
    if (last.settings.size > 0) {
      const names = [...last.settings.keys()];
      const values = names.map((name) => `pg_catalog.current_setting(${quoteText(name)}, true)`);
      const [row = []] = await this.#asSuperuser(`select ${values.join()}`);
      for (const [index, name] of names.entries()) last.settings.set(name, row[index] ?? undefined);
    }
    const { session, current } = this.#identity;
    const changed = session !== last.role.oid || current !== session;
    last.identity = changed ? await this.#identitySql(session, current, last) : "";
  }

  async #identitySql(session: number, current: number, last: Session): Promise<string> {
    // Reset first: names in a query of ours must not be looked up on a client's search_path.
    await this.#asSuperuser([RESET, SUPERUSER].join(";"));
    const nameOf = async (oid: number) =>
      quoteName((await this.#asSuperuser(`select rolname from pg_roles where oid = ${oid}`))[0]?.[0] ?? "");
    const authorization = session === last.role.oid ? [] : [`set session authorization ${await nameOf(session)}`];
    return [...authorization, ...(current === session ? [] : [`set role ${await nameOf(current)}`])].join(";");
  }

  /** Runs a client's messages; notifications in the answer wait until the lease ends. */
  async run(session: Session, messages: Buffer[]): Promise<Response> {
    const batch: Buffer[] = [];
    for (const bytes of messages) {
      if (this.#fresh && session.unnamedLost && session.unnamed && usesUnnamedStatement(bytes)) {
        session.unnamedLost = false;
        await this.#engine.run([session.unnamed, syncMessage]);
      }
      batch.push(...translate(bytes, session));
    }
    const response = await this.#engine.run(batch);
    this.#notifications.push(...response.notifications);
    this.#fresh = false;
    return response;
  }

  /** Ends a lease whose transaction is over: learns what it listens to now and hands out notifications. */
  async settle(session: Session): Promise<void> {
    if (session.mayListen) {
      session.unnamedLost = session.unnamed !== undefined;
      this.#identity.authenticated = SUPERUSER_OID;
      await this.#channels.update(session);
    }
    if (session.mustRestore) {
      session.mustRestore = false;
      await this.#replaceLast(session);
    }
    this.#channels.route(this.#notifications.splice(0));
    this.#abandoned.push(...session.abandoned.splice(0));
  }

  /** Rolls back whatever the session in the engine left open; for a client that is gone or must go. */
  async abandon(): Promise<void> {
    // Sync first: after an error Postgres ignores everything else until it comes.
    const synced = await this.#engine.run([syncMessage]);
    if (synced.status !== "I") await this.#engine.run([queryMessage("rollback")]);
    this.#channels.route(this.#notifications.splice(0));
  }

  /** Forgets a session for good; needs no lease, what is left in the engine goes when the next session enters. */
  leave(session: Session): void {
    session.forgetStatements();
    this.#abandoned.push(...session.abandoned);
    session.settings.clear();
    this.#channels.forget(session);
  }

  /** The role a client may log in as, or undefined if there is none; `canLogin` is false for NOLOGIN. */
  async findRole(name: string): Promise<(LoginRole & { canLogin: boolean }) | undefined> {
    await this.#replaceLast(undefined);
    const [row] = await this.#engine.query(`select oid, rolcanlogin from pg_authid where rolname = ${quoteText(name)}`);
    if (!row) return undefined;
    const settings = await this.#engine.query(
      `select split_part(s, '=', 1), substr(s, strpos(s, '=') + 1) from pg_db_role_setting, unnest(setconfig) s
       where setrole in (0, ${row[0]}) and setdatabase in (0, (select oid from pg_database where datname = current_database()))
       order by setrole <> 0, setdatabase <> 0`,
    );
    return {
      name,
      oid: Number(row[0]),
      canLogin: row[1] === "t",
      settings: settings.map(([key, value]) => [key ?? "", value ?? ""]),
    };
  }

  /** The settings a client is told about when it connects, as they are for the session now in the engine. */
  async reportedSettings(names: readonly string[]): Promise<[string, string][]> {
    const values = names.map((name) => `pg_catalog.current_setting('${name}')`);
    const [row = []] = await this.#engine.query(`select ${values.join()}`);
    return names.map((name, index) => [name, row[index] ?? ""]);
  }

  /** Runs a query of the server's own as the superuser, in a clean session. */
  async maintain(sql: string): Promise<(string | null)[][]> {
    await this.#replaceLast(undefined);
    return this.#engine.query(sql);
  }

  async #asSuperuser(sql: string): Promise<(string | null)[][]> {
    this.#identity.authenticated = SUPERUSER_OID;
    return this.#engine.query(sql);
  }
}

// What ALTER ROLE set needs a superuser's right; what the client set must have only its own, so it comes later.
function becomeSql({ role }: Session, current: number): string[] {
  const sql = role.settings.length > 0 ? [SUPERUSER, ...role.settings.map(([name, value]) => set(name, value))] : [];
  return sql.length > 0 || current !== role.oid ? [...sql, `set session authorization ${quoteName(role.name)}`] : [];
}

function settingsSql({ startup, settings }: Session): string[] {
  return [...new Map([...startup, ...settings])].flatMap(([name, value]) =>
    value === undefined ? [] : [set(name, value)],
  );
}

function set(name: string, value: string): string {
  return `select pg_catalog.set_config(${quoteText(name)}, ${quoteText(value)}, false)`;
}
