import { createHash, timingSafeEqual } from "node:crypto";
import { type ErrorFields, int32, message, ProtocolViolation, readText } from "./protocol.ts";
import { isIdentity } from "./rewrite-sql.ts";

const SSL_REQUEST = 80877103;
const GSS_REQUEST = 80877104;
const CANCEL_REQUEST = 80877102;
const NOT_SETTINGS = new Set(["user", "database", "replication", "options"]);

/** What Postgres tells a client about when it connects. */
export const REPORTED = [
  "application_name",
  "client_encoding",
  "DateStyle",
  "default_transaction_read_only",
  "in_hot_standby",
  "integer_datetimes",
  "IntervalStyle",
  "is_superuser",
  "scram_iterations",
  "search_path",
  "server_encoding",
  "server_version",
  "session_authorization",
  "standard_conforming_strings",
  "TimeZone",
] as const;

/** A client that is not let in; its answer is this error as FATAL. */
export class LoginRefused extends Error {
  override readonly name = "LoginRefused";
  readonly code: ErrorFields["code"];
  constructor(code: ErrorFields["code"], text: string) {
    super(text);
    this.code = code;
  }
}

export type Startup =
  | { kind: "encryption" }
  | { kind: "cancel" }
  | { kind: "login"; user: string; settings: [string, string][]; unknownOptions: string[]; minor: number };

/** Reads a start-up packet. The database name is accepted, whatever it is: there is one database. */
export function readStartup(packet: Buffer): Startup {
  const version = packet.readInt32BE(4);
  if (version === SSL_REQUEST || version === GSS_REQUEST) return { kind: "encryption" };
  if (version === CANCEL_REQUEST) return { kind: "cancel" };
  if (version >> 16 !== 3) throw new LoginRefused("0A000", `unsupported frontend protocol ${version >> 16}`);
  const parameters = new Map<string, string>();
  for (let offset = 8; offset < packet.length && packet[offset] !== 0; ) {
    const name = readText(packet, offset);
    const value = readText(packet, name.next);
    parameters.set(name.text, value.text);
    offset = value.next;
  }
  const user = parameters.get("user");
  if (!user) throw new LoginRefused("28000", "no PostgreSQL user name specified in startup packet");
  const named = [...parameters].filter(([name]) => !NOT_SETTINGS.has(name) && !name.startsWith("_pq_."));
  const settings = [...readOptions(parameters.get("options") ?? ""), ...named].filter(([name]) => !isIdentity(name));
  const unknownOptions = [...parameters.keys()].filter((name) => name.startsWith("_pq_."));
  return { kind: "login", user, settings, unknownOptions, minor: version & 0xffff };
}

/** The settings in an `options` parameter, written as `-c name=value` or `--name=value`. */
function readOptions(options: string): [string, string][] {
  const words = (options.match(/(?:\\.|\S)+/gs) ?? []).map((word) => word.replace(/\\(.)/gs, "$1"));
  const settings = words.flatMap((word, index) => {
    if (word.startsWith("--")) return [word.slice(2)];
    if (word === "-c") return [words[index + 1] ?? ""];
    return word.startsWith("-c") ? [word.slice(2)] : [];
  });
  return settings.map((setting) => {
    const [name = "", ...value] = setting.split("=");
    return [name.replaceAll("-", "_"), value.join("=")];
  });
}

export const askForPassword = message("R", int32(3));

/** Whether a password message carries this password; takes the same time however much of it is right. */
export function isPassword(bytes: Buffer, password: string): boolean {
  if (bytes[0] !== 0x70) throw new ProtocolViolation("expected a password message");
  return timingSafeEqual(digest(bytes.subarray(5, -1)), digest(Buffer.from(password)));
}

function digest(bytes: Buffer): Buffer {
  return createHash("sha256").update(bytes).digest();
}

/** The answer to a login: accepted, the reported settings, a key (which cancels nothing), ready. */
export function welcome(
  id: number,
  reported: [string, string][],
  { minor, unknownOptions }: { minor: number; unknownOptions: string[] },
): Buffer {
  const negotiate = minor > 0 || unknownOptions.length > 0;
  return Buffer.concat([
    ...(negotiate ? [message("v", int32(0), int32(unknownOptions.length), ...unknownOptions)] : []),
    message("R", int32(0)),
    ...reported.map(([name, value]) => message("S", name, value)),
    message("K", int32(id), int32(0)),
    message("Z", Buffer.from("I")),
  ]);
}
