import { quoteName, quoteText } from "./protocol.ts";
import type { Session } from "./session.ts";
import { statementsOf, type Token } from "./sql-tokens.ts";

const CONCERNS_SESSION = /\b(?:copy|listen|unlisten|prepare|execute|deallocate|discard|set|reset)\b/i;
const SETS_FOR_SESSION = /\bset_config\b(?=[\s\S]*(?:\bfalse\b|'f'|,\s*\$\d+\s*(?:::\s*bool(?:ean)?\s*)?\)))/i;
const SET_CONFIG_NAME = /\bset_config\s*\(\s*'([\w.]+)'/gi;

// A real error, raised by the engine: so the transaction fails and the extended protocol skips as with any other.
const REFUSED_COPY = `do ${quoteText(
  `begin raise exception using errcode = '0A000', message = 'COPY from or to a client is not supported by the embedded database', hint = 'Use INSERT and SELECT, or a real Postgres through DATABASE_URL.'; end`,
)}`;

type Edit = { start: number; end: number; text: string };

/**
 * The SQL text as this session must run it in the engine that all share: with its own statement and channel names, COPY
 * with the client refused. Notes in the session what the text may leave behind.
 */
export function rewriteSql(sql: string, session: Session): string {
  if (SETS_FOR_SESSION.test(sql)) {
    for (const [, name] of sql.matchAll(SET_CONFIG_NAME)) if (name) track(session, name);
  }
  if (!CONCERNS_SESSION.test(sql)) return sql;
  // Also inside a string: EXECUTE in a function can listen as well.
  if (/listen/i.test(sql)) session.mayListen = true;
  const statements = statementsOf(sql);
  if (statements.some(copiesWithClient)) return REFUSED_COPY;
  // Not one that we can see; if the engine sees one, it must not wait for data that never comes.
  if (/copy/i.test(sql) && /std(?:in|out)/i.test(sql)) session.mayCopy = true;
  let text = sql;
  for (const edit of statements.flatMap((tokens) => editsOf(tokens, session)).reverse()) {
    text = text.slice(0, edit.start) + edit.text + text.slice(edit.end);
  }
  return text;
}

function copiesWithClient([head, ...rest]: Token[]): boolean {
  return is(head, "copy") && rest.some((token) => token.depth === 0 && is(token, "stdin", "stdout"));
}

function editsOf(tokens: Token[], session: Session): Edit[] {
  const [head, second, third] = tokens;
  if (head?.kind !== "word") return [];
  switch (head.value) {
    case "listen":
    case "unlisten":
      return isName(second) ? [replace(second, quoteName(session.channelName(second.value)))] : [];
    case "prepare":
    case "execute":
      return isName(second) && !is(second, "transaction") ? [renamed(second, session)] : [];
    case "explain": {
      const name = tokens[tokens.findIndex((token) => is(token, "execute")) + 1];
      return name !== head && isName(name) ? [renamed(name, session)] : [];
    }
    case "deallocate":
      return deallocation(tokens, is(second, "prepare") ? third : second, session);
    case "discard":
      return is(second, "all") ? discardAll(tokens, session) : [];
    case "set":
      return noteSet(
        tokens.slice(is(second, "session", "local") && !namesSessionThing(third) ? 2 : 1),
        session,
        second,
      );
    case "reset":
      return noteReset(tokens, session);
    default:
      return [];
  }
}

function deallocation(tokens: Token[], name: Token | undefined, session: Session): Edit[] {
  if (!is(name, "all")) return isName(name) ? [renamed(name, session)] : [];
  session.forgetStatements();
  return [replaceAll(tokens, "discard plans")];
}

function discardAll(tokens: Token[], session: Session): Edit[] {
  session.forgetStatements();
  session.channels.clear();
  session.settings.clear();
  session.mustRestore = true;
  session.mayListen = true;
  return [replaceAll(tokens, "set role none")];
}

/** SET SESSION AUTHORIZATION and SET SESSION CHARACTERISTICS: there SESSION is no scope but part of the name. */
function namesSessionThing(token: Token | undefined): boolean {
  return is(token, "authorization", "characteristics");
}

function noteSet([first, second, third]: Token[], session: Session, scope: Token | undefined): Edit[] {
  if (is(first, "session") && is(second, "authorization")) {
    return is(third, "default") && third ? [replace(third, quoteName(session.role.name))] : [];
  }
  if (is(scope, "local") || is(first, "role", "transaction", "constraints", "seed")) return [];
  if (is(first, "time") && is(second, "zone")) track(session, "timezone");
  else if (is(first, "schema")) track(session, "search_path");
  else if (is(first, "names")) track(session, "client_encoding");
  else if (is(first, "session"))
    for (const name of ["isolation", "read_only", "deferrable"]) track(session, `default_transaction_${name}`);
  else if (isName(first))
    track(session, second?.value === "." && third ? `${first.value}.${third.value}` : first.value);
  return [];
}

// The engine resets to its own defaults; what the start-up packet asked for is put back when the lease ends.
function noteReset(tokens: Token[], session: Session): Edit[] {
  const [, first, second, third] = tokens;
  if (is(first, "session")) return [replaceAll(tokens, `set session authorization ${quoteName(session.role.name)}`)];
  if (is(first, "role")) return [];
  session.mustRestore = true;
  if (is(first, "all")) session.settings.clear();
  else if (is(first, "time")) session.settings.delete("timezone");
  else if (first)
    session.settings.delete(second?.value === "." && third ? `${first.value}.${third.value}` : first.value);
  return [];
}

function track(session: Session, setting: string): void {
  if (!isIdentity(setting)) session.settings.set(setting, undefined);
}

/** Settings that say who the session is. They are never put back as settings, since that happens with a superuser's right. */
export function isIdentity(setting: string): boolean {
  return /^(?:role|session_authorization|is_superuser)$/i.test(setting);
}

function renamed(name: Token, session: Session): Edit {
  return replace(name, quoteName(session.statementName(name.value)));
}

function replace({ start, end }: Token, text: string): Edit {
  return { start, end, text };
}

function replaceAll(tokens: Token[], text: string): Edit {
  return { start: tokens[0]?.start ?? 0, end: tokens.at(-1)?.end ?? 0, text };
}

function is(token: Token | undefined, ...words: string[]): boolean {
  return token?.kind === "word" && words.includes(token.value);
}

function isName(token: Token | undefined): token is Token {
  return token?.kind === "word" || token?.kind === "quoted";
}
