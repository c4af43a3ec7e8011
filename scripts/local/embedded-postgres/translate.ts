import { message, ProtocolViolation, readText } from "./protocol.ts";
import { rewriteSql } from "./rewrite-sql.ts";
import type { Session } from "./session.ts";

// If the engine ever waits for COPY data, this ends the wait; otherwise Postgres ignores it.
const copyFail = message("f", "COPY from a client is not supported by the embedded database");

/**
 * A client's message as the shared engine must get it, none if it must not get it at all. Throws ProtocolViolation for a
 * message type the protocol does not have: to the engine that would be FATAL, and it is everybody's engine.
 */
export function translate(bytes: Buffer, session: Session): Buffer[] {
  switch (String.fromCharCode(bytes[0] ?? 0)) {
    case "Q":
      return withCopyFail(translateQuery(bytes, session), session);
    case "P":
      return [translateParse(bytes, session)];
    case "B":
      return [translateBind(bytes, session)];
    case "D":
      return [translateNamed(bytes, session)];
    case "C":
      return [translateClose(bytes, session)];
    case "E":
      return withCopyFail(bytes, session);
    case "F":
    case "H":
    case "S":
      return [bytes];
    case "c":
    case "d":
    case "f":
      return [];
    default:
      throw new ProtocolViolation(`invalid frontend message type ${bytes[0]}`);
  }
}

/** True when the message uses the statement without a name that an earlier message must have made. */
export function usesUnnamedStatement(bytes: Buffer): boolean {
  const type = String.fromCharCode(bytes[0] ?? 0);
  if (type === "B") return readText(bytes, readText(bytes, 5).next).text === "";
  return type === "D" && bytes[5] === 0x53 && bytes[6] === 0;
}

function withCopyFail(bytes: Buffer, session: Session): Buffer[] {
  return session.mayCopy ? [bytes, copyFail] : [bytes];
}

function translateQuery(bytes: Buffer, session: Session): Buffer {
  session.unnamed = undefined;
  session.unnamedLost = false;
  const { text } = readText(bytes, 5);
  const sql = rewriteSql(text, session);
  return sql === text ? bytes : message("Q", sql);
}

function translateParse(bytes: Buffer, session: Session): Buffer {
  const { text: name, next } = readText(bytes, 5);
  const { text, next: rest } = readText(bytes, next);
  const sql = rewriteSql(text, session);
  if (name !== "") return message("P", session.statementName(name), sql, bytes.subarray(rest));
  const parse = sql === text ? bytes : message("P", "", sql, bytes.subarray(rest));
  // A copy: the message is a slice of a far bigger network buffer that would otherwise live as long as the session.
  session.unnamed = Buffer.from(parse);
  session.unnamedLost = false;
  return parse;
}

function translateBind(bytes: Buffer, session: Session): Buffer {
  const { text: portal, next } = readText(bytes, 5);
  const { text: name, next: rest } = readText(bytes, next);
  return name === "" ? bytes : message("B", portal, session.statementName(name), bytes.subarray(rest));
}

// Portals keep their names: they end with the transaction, and so within the lease.
function translateNamed(bytes: Buffer, session: Session): Buffer {
  const { text: name } = readText(bytes, 6);
  if (name === "" || bytes[5] !== 0x53) return bytes;
  return message(String.fromCharCode(bytes[0] ?? 0), bytes.subarray(5, 6), session.statementName(name));
}

function translateClose(bytes: Buffer, session: Session): Buffer {
  const close = translateNamed(bytes, session);
  if (close !== bytes) session.statements.delete(readText(bytes, 6).text);
  return close;
}
