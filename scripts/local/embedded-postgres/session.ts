export type LoginRole = {
  name: string;
  oid: number;
  /** What ALTER ROLE or ALTER DATABASE set for it, as [name, value]. */
  settings: [string, string][];
};

/** One client's own view of the engine they all share: its names, settings, channels, and what it must find again. */
export class Session {
  readonly id: number;
  readonly role: LoginRole;
  /** From the start-up packet; what RESET goes back to. */
  readonly startup: [string, string][];
  /** Writes to this session's client, between two messages at any time. */
  readonly deliver: (message: Buffer) => void;
  /** Session-level settings the client has made, with the value they had when it last gave the engine away. */
  readonly settings = new Map<string, string | undefined>();
  /** The channel names the client chose in LISTEN, to the ones the engine knows them by. */
  readonly channels = new Map<string, string>();
  readonly statements = new Map<string, string>();
  /** Engine statement names that nobody will use again. */
  readonly abandoned: string[] = [];
  /** SQL that puts back SET SESSION AUTHORIZATION (superusers only) and SET ROLE. */
  identity = "";
  /** The last Parse without a name, for when another client's took its place. */
  unnamed: Buffer | undefined;
  unnamedLost = false;
  mayListen = false;
  mayCopy = false;
  mustRestore = false;
  #names = 0;

  constructor(id: number, role: LoginRole, startup: [string, string][], deliver: (message: Buffer) => void) {
    this.id = id;
    this.role = role;
    this.startup = startup;
    this.deliver = deliver;
  }

  /** The engine's name for this client's statement: short, so two long names never meet where Postgres cuts them. */
  statementName(name: string): string {
    return entry(this.statements, name, () => `s${this.id}_${this.#names++}`);
  }

  channelName(name: string): string {
    // Postgres cuts names at 63 bytes.
    return entry(this.channels, name.slice(0, 63), () => `session ${this.id} ${this.#names++}`);
  }

  forgetStatements(): void {
    this.abandoned.push(...this.statements.values());
    this.statements.clear();
  }
}

function entry(map: Map<string, string>, key: string, make: () => string): string {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
