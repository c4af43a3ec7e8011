import * as fc from "fast-check";
import { type Received, receive } from "./answer.ts";
import { changesBetween, fingerprint } from "./fingerprint.ts";
import { Breach, type Forbidden, judge, secretsIn } from "./judge.ts";
import { nounOf } from "./known.ts";
import { type Api, type Operation, readApi } from "./openapi.ts";
import { curl, type Plan, plansOf, type Sent, send } from "./request.ts";
import { closeDoor, makeSide, type Principal, type Side, tend } from "./side.ts";
import type { Target } from "./target.ts";
import { type Timing, timings } from "./timing.ts";
import type { Ref } from "./values.ts";

export interface Failure {
  operation: string;
  /** server_error, undeclared_status, leak, ...: see judge.ts. */
  kind: string;
  detail: string;
  principal: string;
  /** The smallest request found that still fails. */
  curl: string;
  seed: number;
}
export interface Summary {
  seed: number;
  requests: number;
  seconds: number;
  /** How often each operation answered each status. */
  coverage: Record<string, Record<number, number>>;
  /** Declared and never seen: `GET /v1/runs 429`. */
  unreached: string[];
  failures: Failure[];
}
export interface Options {
  requests: number;
  seed: number;
  /** How often each route is timed with a foreign and a missing id; 0 for not at all. */
  pairs: number;
  /** Told after every hundred requests. */
  onProgress?: (requests: number) => void;
}

/** People who are nobody, with what they may try instead of a token. */
const outsiders: Principal[] = [
  { name: "anonymous", token: undefined },
  { name: "garbage", token: "a.b.c" },
  { name: "unsigned", token: "eyJhbGciOiJub25lIn0.eyJzdWIiOiIwIiwicm9sZSI6ImF1dGhlbnRpY2F0ZWQifQ." },
  { name: "made_up_key", token: `pl_${"A".repeat(43)}` },
];

/**
 * Shoots at every operation of the API's own document as every kind of principal: first one tenant's people while the
 * other tenant keeps still, then the other way round. Every answer is judged; what keeps still must be as it was.
 */
export async function campaign(
  target: Target,
  { requests, seed, pairs, onProgress }: Options,
): Promise<Summary & { timings: Timing[] }> {
  const started = performance.now();
  const api = await apiOf(target);
  const lists = listsOf(api);
  const sides = [await makeSide(target, "a"), await makeSide(target, "b")] as const;
  const state: State = { target, api, seed, spent: 0, coverage: new Map(), failures: [], secrets: new Set() };
  for (const [attacker, victim] of [sides, [sides[1], sides[0]] as const]) {
    await closeDoor(target, victim);
    const before = await fingerprint(target, victim, lists);
    // What the other side was told as an id of ours (a request id, an idempotency key) is in its rows by right.
    const own = await fingerprint(target, attacker, lists);
    const ids = before.ids.difference(own.ids);
    const budget = attacker === sides[0] ? Math.ceil(requests / 2) : requests - state.spent;
    await shoot(state, attacker, victim, ids, budget, onProgress);
    for (const part of changesBetween(before, await fingerprint(target, victim, lists)))
      state.failures.push(wholeRun(seed, "foreign_change", `${part} of the other tenant is not what it was`));
  }
  const measured = pairs === 0 ? [] : await timings(target, api, sides[0], sides[1], pairs);
  for (const who of [undefined, sides[0].owner]) await stillAlive(state, who);
  for (const detail of logged(target, sides, state.secrets)) state.failures.push(wholeRun(seed, "logged", detail));
  return {
    seed,
    requests: state.spent,
    seconds: (performance.now() - started) / 1000,
    coverage: Object.fromEntries([...state.coverage].map(([name, counts]) => [name, Object.fromEntries(counts)])),
    unreached: unreached(api, state.coverage),
    failures: state.failures,
    timings: measured,
  };
}

/** The API's own document. */
export async function apiOf(target: Target): Promise<Api> {
  const sent = { method: "GET", path: "/v1/openapi.json", headers: [], body: undefined };
  return readApi(JSON.parse((await receive(target.send(sent))).text));
}

/** What of a tenant can be read without naming a row. */
export const listsOf = ({ operations }: Api): string[] =>
  operations.flatMap(({ method, path, signed_in }) =>
    signed_in && method === "GET" && !path.includes("{") ? [path] : [],
  );

interface State {
  target: Target;
  api: Api;
  seed: number;
  spent: number;
  coverage: Map<string, Map<number, number>>;
  failures: Failure[];
  secrets: Set<string>;
}

const chunk = 100;
/** A failure is made smaller with at most this many requests. */
const mostShrinks = 150;

async function shoot(
  state: State,
  attacker: Side,
  victim: Side,
  ids: ReadonlySet<string>,
  budget: number,
  onProgress: Options["onProgress"],
): Promise<void> {
  const { target } = state;
  const forbidden: Forbidden = { ids, marker: victim.marker, secrets: state.secrets };
  const shooters = [...attacker.principals, ...outsiders];
  const plans = plansOf(state.api);
  const end = state.spent + budget;
  for (let round = 0; state.spent < end; round++) {
    let found: { breach: Breach; sent: Sent; who: Principal; operation: Operation } | undefined;
    let shrinks = 0;
    const one = async (plan: Plan) => {
      // Once something was found, fast-check asks for smaller requests: only the same failure counts.
      if (found && (plan.operation !== found.operation || shrinks++ > mostShrinks)) return;
      const who = shooters[plan.principal % shooters.length] ?? outsiders[0];
      const sent = who && send(plan, who.token, lookup(attacker, victim));
      if (!who || !sent) return;
      if (!found) state.spent++;
      try {
        const answer = await receive(target.send(sent));
        if (!found) count(state, plan.operation, answer);
        judge(plan.operation, sent, answer, forbidden);
        if (!found) learnFrom(state, attacker, plan.operation, answer);
      } catch (error) {
        const breach = error instanceof Breach ? error : new Breach("no_answer", String(error));
        if (found ? breach.kind !== found.breach.kind : isKnown(state, plan.operation, breach)) return;
        found = { breach, sent, who, operation: plan.operation };
        throw breach;
      }
    };
    const numRuns = Math.min(chunk, end - state.spent);
    await fc.check(fc.asyncProperty(plans, one), { numRuns, seed: state.seed * 1_000_003 + round + state.spent });
    if (found) state.failures.push(report(state, found));
    // What does not work here is found by the requests; they go on with what is left.
    await tend(target, attacker).catch(() => {});
    onProgress?.(state.spent);
  }
}

const isKnown = ({ failures }: State, { name }: Operation, { kind }: Breach): boolean =>
  failures.some((f) => f.operation === name && f.kind === kind);

const lookup =
  (attacker: Side, victim: Side) =>
  ({ kind, foreign, n }: Ref): string | undefined =>
    foreign ? ofOther(victim, kind, n) : attacker.known.pick(kind, n);

/**
 * Ids of the other tenant, and its short name, under which nobody may ask to join. Not what lets one in by right: its
 * invitations open for whoever is given them, and its people may be invited.
 */
function ofOther(victim: Side, kind: string, n: number): string | undefined {
  if (kind === "slug") return victim.slug;
  return kind === "token" || kind === "email" ? undefined : victim.known.pick(kind, n);
}

function count({ coverage }: State, { name }: Operation, { status }: Received): void {
  const counts = coverage.get(name) ?? new Map<number, number>();
  coverage.set(name, counts.set(status, (counts.get(status) ?? 0) + 1));
}

function learnFrom({ secrets }: State, attacker: Side, { path }: Operation, { status, headers, text }: Received): void {
  for (const secret of secretsIn(text)) secrets.add(secret);
  if (status >= 300 || !/^application\/json/.test(headers.get("content-type") ?? "")) return;
  attacker.known.learn(JSON.parse(text), nounOf(path));
}

function report(
  { target, seed }: State,
  { breach, sent, who, operation }: { breach: Breach; sent: Sent; who: Principal; operation: Operation },
): Failure {
  const { kind, message } = breach;
  return {
    operation: operation.name,
    kind,
    detail: message,
    principal: who.name,
    curl: curl(target.base, sent, who.name),
    seed,
  };
}

const wholeRun = (seed: number, kind: string, detail: string): Failure => ({
  operation: "(the whole run)",
  kind,
  detail,
  principal: "",
  curl: "",
  seed,
});

async function stillAlive(state: State, who: Principal | undefined): Promise<void> {
  const headers: [string, string][] = who ? [["authorization", `Bearer ${who.token}`]] : [];
  const path = who ? "/v1/me" : "/v1/health";
  const answer = await receive(state.target.send({ method: "GET", path, headers, body: undefined })).catch(
    () => undefined,
  );
  if (answer === undefined || (who ? answer.status !== 200 : ![200, 503].includes(answer.status)))
    state.failures.push(wholeRun(state.seed, "dead", `${path} answers ${answer?.status ?? "nothing"} at the end`));
}

/** What of the tenants' texts, addresses and secrets went into the log; each kind once. */
function logged({ logs }: Target, sides: readonly Side[], secrets: ReadonlySet<string>): string[] {
  const tokens = sides.flatMap((side) => side.principals.flatMap(({ token }) => token ?? []));
  const words = [...sides.map((side) => side.marker), "@example.test", ...new Set(tokens), ...secrets];
  const text = logs?.join("\n") ?? "";
  return words.flatMap((word) => {
    const at = text.indexOf(word);
    return at < 0 ? [] : [`the log has ${JSON.stringify(text.slice(Math.max(0, at - 80), at + 12))}`];
  });
}

/** Statuses that mean a defect or an outage are not to be reached. */
function unreached({ operations }: Api, coverage: State["coverage"]): string[] {
  return operations.flatMap(({ name, answers }) =>
    [...answers.keys()]
      .filter((status) => status < 500 && !coverage.get(name)?.has(status))
      .map((status) => `${name} ${status}`),
  );
}
