import { Problem } from "@plumbline/contracts";
import type { ValidateFunction } from "ajv/dist/2020.js";
import Papa from "papaparse";
import { z } from "zod";
import { eventsOf, type Received } from "./answer.ts";
import { uuidsIn } from "./known.ts";
import type { Operation } from "./openapi.ts";
import type { Sent } from "./request.ts";

/** What an answer must never hold. */
export interface Forbidden {
  /** The other tenant's ids and the word that is in all its texts. */
  ids: ReadonlySet<string>;
  marker: string;
  /** Secrets that earlier answers made; each was to be seen once. */
  secrets: ReadonlySet<string>;
}

/** A promise that an answer broke. */
export class Breach extends Error {
  override readonly name = "Breach";
  readonly kind: string;
  constructor(kind: string, detail: string) {
    super(detail);
    this.kind = kind;
  }
}

/** Throws a Breach when the answer is outside its contract or tells what it must not. */
export function judge(operation: Operation, sent: Sent, answer: Received, forbidden: Forbidden): void {
  contract(operation, answer);
  headers(answer);
  leaks(sent, answer, forbidden);
}

function contract(operation: Operation, { status, headers, text }: Received): void {
  if (status >= 500 && !(status === 503 && operation.path === "/v1/health"))
    throw new Breach("server_error", `${status}: ${text.slice(0, 300)}`);
  const declared = operation.answers.get(status);
  if (declared === undefined) throw new Breach("undeclared_status", `${status}: ${text.slice(0, 300)}`);
  const type = (headers.get("content-type") ?? "").split(";")[0]?.trim() ?? "";
  if (declared.media.size === 0) {
    if (text !== "") throw new Breach("undeclared_body", `${status} with ${type}: ${text.slice(0, 200)}`);
    return;
  }
  if (!declared.media.has(type)) throw new Breach("undeclared_type", `${status} with ${type || "no type"}`);
  const validate = declared.media.get(type);
  if (validate) valid(validate, type, text);
  if (type === "text/csv") formulas(text);
  if (type === "application/x-ndjson") bodiesOf(type, text).forEach(parse);
  if (type !== "application/problem+json") return;
  const problem = Problem.parse(JSON.parse(text));
  if (problem.status !== status)
    throw new Breach("wrong_problem", `the problem says ${problem.status}, HTTP ${status}`);
  if (!declared.codes.has(problem.code)) throw new Breach("undeclared_code", `${status} ${problem.code}`);
  if (problem.request_id !== headers.get("x-request-id"))
    throw new Breach("wrong_problem", "request_id is not the header's");
}

function valid(validate: ValidateFunction, type: string, text: string): void {
  const bodies = bodiesOf(type, text);
  for (const body of bodies) {
    if (validate(parse(body))) continue;
    const [error] = validate.errors ?? [];
    const where = `${error?.instancePath || "/"} ${error?.message}`;
    throw new Breach("invalid_body", `${where} ${JSON.stringify(error?.params)}: ${body.slice(0, 300)}`);
  }
}

/** What of an answer its schema is about: a line, an event, or the whole. */
function bodiesOf(type: string, text: string): string[] {
  if (type === "application/x-ndjson") return text.split("\n").filter((line) => line !== "");
  if (type !== "text/event-stream") return [text];
  return eventsOf(text).flatMap(({ event, data }) => (event === "problem" ? [] : [data]));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Breach("invalid_body", `no JSON: ${text.slice(0, 200)}`);
  }
}

/** No cell that a spreadsheet would run (OWASP, "CSV Injection"); a number may have its sign. */
function formulas(text: string): void {
  const { data } = Papa.parse(text, { skipEmptyLines: true });
  for (const cell of z.array(z.array(z.string())).parse(data).flat()) {
    if (/^[=+\-@\t\r\n]/.test(cell) && !/^[+-]?[\d.]+$/.test(cell))
      throw new Breach("formula", `the cell ${JSON.stringify(cell.slice(0, 80))}`);
  }
}

function headers({ status, headers }: Received): void {
  const demand = (name: string, pattern: RegExp) => {
    const value = headers.get(name);
    if (value === null || !pattern.test(value)) throw new Breach("header", `${status} with ${name}: ${value}`);
  };
  demand("x-request-id", /^[\w.:-]{8,100}$/);
  demand("cache-control", /\bno-store\b/);
  demand("x-content-type-options", /^nosniff$/);
  if (status === 401) demand("www-authenticate", /^Bearer/);
  if (status === 405) demand("allow", /^[A-Z]+(, [A-Z]+)*$/);
  if (status === 429) demand("retry-after", /^\d+$/);
  if (headers.has("set-cookie")) throw new Breach("header", "the API sets a cookie");
}

const secretPattern = /\bpli?_[\w-]{43}(?![\w-])|\beyJ[\w-]+\.eyJ[\w-]+\.[\w-]+/g;

function leaks(sent: Sent, { headers, text }: Received, { ids, marker, secrets }: Forbidden): void {
  const said = JSON.stringify(sent);
  const all = `${text}\n${[...headers].map(([name, value]) => `${name}: ${value}`).join("\n")}`;
  if (all.includes(marker) && !said.includes(marker))
    throw new Breach("leak", `text of the other tenant: ${around(all, marker)}`);
  // An id that was sent may be repeated; which ones are foreign is not for the caller to learn here.
  const own = new Set(uuidsIn(said.replaceAll(/%[2-7][\da-f]/gi, decodeURIComponent)));
  const foreign = uuidsIn(all).find((id) => ids.has(id) && !own.has(id));
  if (foreign !== undefined) throw new Breach("leak", `an id of the other tenant: ${around(all, foreign)}`);
  const found = all.match(secretPattern) ?? [];
  if (found.length === 0) return;
  const made = z.looseObject({ secret: z.string().optional(), token: z.string().optional() }).safeParse(parse(text));
  for (const secret of found) {
    const isNew = secret === made.data?.secret || secret === made.data?.token;
    if (!isNew || secrets.has(secret)) throw new Breach("leak", `a secret: ${secret.slice(0, 9)}...`);
  }
}

const around = (text: string, part: string): string => {
  const at = text.indexOf(part);
  return JSON.stringify(text.slice(Math.max(0, at - 60), at + part.length + 60));
};

/** The secrets that an answer makes, to be seen nowhere after it. */
export const secretsIn = (text: string): string[] => text.match(secretPattern) ?? [];
