import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Verb } from "../../access-table.ts";
import type { Finding } from "../finding.ts";
import type { Session } from "../session.ts";
import type { Principal } from "../world/principals.ts";
import { quote, quoteName } from "../world/values.ts";

/** What must come of an attempt. */
export type Expectation =
  /** Exactly these rows are shown. */
  | { rows: Set<string> }
  /** It is done, to exactly so many rows. */
  | { count: number }
  /** Whether it is done or refused, this much of another tenant is as it was, and the answer names none of these ids. */
  | { unchanged: Set<string>; secret: Set<string> }
  /** It is let through, and then there is such a row already. */
  | "taken"
  /** It is refused, for want of a privilege or by a policy. */
  | "refused"
  /** It does not happen: refused, or stopped by a constraint. */
  | "impossible";

export interface Attempt {
  /** The table, or the function that is called. */
  table: string;
  verb: Verb | "truncate" | "call";
  who: Principal | "the database's owner";
  /** What is attempted, as the end of "<who> could ...". */
  what: string;
  kind: "rows" | "count" | "act";
  sql: string;
  /** For an act: what is looked at afterwards, as the database's owner. */
  look?: string;
  expect: Expectation;
}

const source = readFileSync(new URL("../attempt.sql", import.meta.url), "utf8");
/** Makes attempts playable in this session. */
export const prepareAttempts = (session: Session) => session.unsafe(source);

/** How the check can become others: with their login when it is a superuser, else by their roles alone. */
export type Becoming = "logins" | "roles";

/** Finds out which, and for roles makes them takeable until the transaction is rolled back. */
export async function prepareBecoming(session: Session): Promise<Becoming> {
  const [row] = await session<{ superuser: boolean }[]>`
    select rolsuper as superuser from pg_catalog.pg_roles where rolname = session_user`;
  if (row?.superuser) return "logins";
  for (const role of ["anon", "authenticated", "worker", "edge", "worker_login"]) {
    const [may] = await session<
      { member: boolean }[]
    >`select pg_catalog.pg_has_role(session_user, ${role}, 'member') as member`;
    if (!may?.member) await session.unsafe(`grant ${role} to session_user`);
  }
  return "roles";
}

/** The statements that make the session the principal, as the edge and the worker do before their queries. */
export function become(who: Attempt["who"], becoming: Becoming): string {
  if (typeof who === "string") return "select 1";
  const setting = (name: string, value: string) => `set_config(${quote(name)}, ${quote(value)}, true)`;
  const claims =
    who.person && who.role === "authenticated" && !who.key
      ? JSON.stringify({ sub: who.person.id, role: who.role })
      : "";
  const named = who.names?.id ?? "";
  const settings = [
    setting("request.jwt.claims", claims),
    setting("request.jwt.claim.sub", ""),
    setting("request.headers", ""),
    setting("app.request_tenant_id", who.login === "edge" ? named : ""),
    setting("app.tenant_id", who.login === "worker_login" ? named : ""),
  ];
  return [
    becoming === "logins"
      ? `set local session authorization ${quoteName(who.login)}`
      : `set local role ${quoteName(who.login)}`,
    `select ${settings.join(", ")}`,
    ...(who.key ? [`select private.enter_with_key(${quote(who.key.hash)}, ${quote(named)})`] : []),
    ...(who.role ? [`set local role ${quoteName(who.role)}`] : []),
  ].join("; ");
}

const Outcome = z.object({
  state: z.string(),
  message: z.string().nullable(),
  count: z.number(),
  rows: z.array(z.string()).nullable(),
});
export type Outcome = z.infer<typeof Outcome>;

/** Plays the attempts and undoes each; one outcome an attempt, in their order. */
export async function play(session: Session, attempts: Attempt[], becoming: Becoming): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let i = 0; i < attempts.length; i += 1000) {
    // Those who act one after the other become who they are once.
    const groups: { become: string; attempts: Pick<Attempt, "kind" | "sql" | "look">[] }[] = [];
    for (const [n, { who, kind, sql, look }] of attempts.slice(i, i + 1000).entries()) {
      if (n === 0 || attempts[i + n - 1]?.who !== who) groups.push({ become: become(who, becoming), attempts: [] });
      groups.at(-1)?.attempts.push({ kind, sql, ...(look && { look }) });
    }
    const [row] = await session.unsafe(`select pg_temp.play(${quote(JSON.stringify(groups))}::jsonb) as outcomes`);
    outcomes.push(...z.object({ outcomes: z.array(Outcome) }).parse(row).outcomes);
  }
  return outcomes;
}

const refusals = new Set(["42501", "PT401", "PT403", "PT404"]);
/** What stops a row from pointing at another tenant's: no such key, no parent, a check, a column or view nobody can write. */
const constraints = new Set(["23502", "23503", "23505", "23514", "428C9", "55000"]);

/** What is wrong with an outcome; undefined when it is as expected. */
export function judgeOutcome(attempt: Attempt, outcome: Outcome): Finding | undefined {
  const who = typeof attempt.who === "string" ? attempt.who : attempt.who.name;
  const found = (rule: string, sentence: string, fix: string): Finding => ({
    rule,
    object: attempt.verb === "call" ? attempt.table : `public.${attempt.table}`,
    sentence: `${who}: ${sentence}`,
    fix,
  });
  const { expect } = attempt;
  const done = outcome.state === "00000";
  const said = `${outcome.state} ${outcome.message ?? ""}`.trim();
  if (typeof expect === "object" && "unchanged" in expect) {
    const changed = [...expect.unchanged]
      .filter((part) => done && !outcome.rows?.includes(part))
      .map((part) => part.split(" ")[0]);
    if (changed.length > 0)
      return found(
        "call_changes",
        `could ${attempt.what}: it changed, or showed in their own, ${changed.join(", ")} of another tenant`,
        "Hold what it touches to the caller's tenant",
      );
    const told = [...expect.secret].find((secret) => outcome.message?.includes(secret));
    return told
      ? found(
          "call_tells",
          `could ${attempt.what}: it named ${told}, which is another tenant's`,
          "Read only the caller's tenant",
        )
      : undefined;
  }
  if (expect === "refused" || expect === "impossible") {
    if (done) return found(`${attempt.verb}_refused`, `could ${attempt.what}`, "Narrow the policy or the grant");
    const expected = refusals.has(outcome.state) || (expect === "impossible" && constraints.has(outcome.state));
    return expected ? undefined : found("uncovered", `${attempt.what} ended in ${said}`, coverIt);
  }
  if (expect === "taken" && outcome.state === "23505") return undefined;
  if (!done) {
    if (refusals.has(outcome.state)) {
      return found(
        `${attempt.verb}_allowed`,
        `could not ${attempt.what}: ${said}`,
        "Add the policy or the grant that is declared",
      );
    }
    if (attempt.verb !== "insert" && constraints.has(outcome.state)) {
      const sentence = `could ${attempt.what} that were not expected, or a value did not fit: ${said}`;
      return found(`${attempt.verb}_rows`, sentence, "Correct the policy, or the declaration");
    }
    return found("uncovered", `${attempt.what} ended in ${said}`, coverIt);
  }
  if (expect === "taken")
    return found("insert_rows", `could ${attempt.what} where there is one already`, "Restore the unique key");
  if ("count" in expect) {
    if (outcome.count === expect.count) return undefined;
    const sentence = `could ${attempt.what}: ${outcome.count} of them where ${expect.count} were expected`;
    return found(`${attempt.verb}_rows`, sentence, "Correct the policy, or the declaration");
  }
  const seen = new Set(outcome.rows);
  const leaked = [...seen].filter((key) => !expect.rows.has(key));
  const missing = [...expect.rows].filter((key) => !seen.has(key));
  if (leaked.length > 0) {
    return found(
      "select_leaks",
      `sees ${leaked.length} rows that are not theirs to see, as ${leaked[0]}`,
      "Narrow the policy",
    );
  }
  if (missing.length > 0) {
    return found(
      "select_misses",
      `does not see ${missing.length} rows that are theirs, as ${missing[0]}`,
      "Widen the policy, or correct the declaration",
    );
  }
  return undefined;
}

const coverIt = "Make the attempt possible: name a value under `sample`, or correct the declaration";
