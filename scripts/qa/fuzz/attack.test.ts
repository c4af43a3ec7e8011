import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type Received, receive } from "./answer.ts";
import { apiOf, listsOf } from "./campaign.ts";
import { changesBetween, fingerprint } from "./fingerprint.ts";
import type { Api, Operation } from "./openapi.ts";
import { type Plan, send } from "./request.ts";
import { closeDoor, learn, makeSide, type Side } from "./side.ts";
import { bodyFor, planFor, type Slot, slotsOf } from "./slot.ts";
import { openApp, type Target } from "./target.ts";
import type { Ref } from "./values.ts";

// What holds for every route, the one that comes tomorrow included: it is read from the API's own document.
let target: Target;
let api: Api;
let mine: Side;
let theirs: Side;
beforeAll(async () => {
  target = await openApp(inject("database"));
  api = await apiOf(target);
  mine = await makeSide(target, "a");
  theirs = await makeSide(target, "b");
  for (const side of [mine, theirs]) {
    await closeDoor(target, side);
    for (const list of listsOf(api)) await learn(target, side, list);
  }
});
afterAll(() => target.close());

const own = ({ kind, n }: Ref) => mine.known.pick(kind, n);
const shoot = async (plan: Plan, token: string | undefined): Promise<Received> => {
  const sent = send(plan, token, own);
  if (!sent) throw new Error(`${plan.operation.name} cannot be sent`);
  return receive(target.send(sent));
};
/** All of an answer but what differs between any two: the request's id, and what is left of the limits. */
const comparable = ({ status, headers, text }: Received) => ({
  status,
  text: text.replaceAll(headers.get("x-request-id") ?? "", "<id>"),
  headers: [...headers].filter(([name]) => !/^(x-request-id|ratelimit)$/.test(name)),
});
const fingerprintOf = (side: Side) => fingerprint(target, side, listsOf(api));

test("another tenant's id, wherever one is taken, is answered byte for byte like an id that nobody has", async () => {
  const slots = slotsOf(api);
  expect(slots.length).toBeGreaterThan(50);
  const before = await fingerprintOf(theirs);
  // One of each standing: the list has some of them more than once.
  const callers = [...new Map(mine.principals.map((who) => [who.name, who])).values()].filter(
    ({ name }) => !name.endsWith("_1"),
  );
  const compared = new Set<string>();
  for (const slot of slots) {
    const about = `${slot.operation.name} ${slot.place} ${slot.name}`;
    expect([about, theirs.known.has(slot.kind)]).toEqual([about, true]);
    const seed = await seedFor(slot);
    expect([about, seed]).toEqual([about, expect.any(Number)]);
    const compare = async (who: (typeof callers)[number]) => {
      const foreign = await shoot(planFor(slot, api, theirs.known.pick(slot.kind, 0) ?? "", seed), who.token);
      const missing = await shoot(planFor(slot, api, crypto.randomUUID(), seed), who.token);
      // Somebody new joins neither: but what they may do without a tenant, they may do.
      expect([about, who.name, comparable(foreign)]).toEqual([about, who.name, comparable(missing)]);
      compared.add(`${foreign.status}`);
    };
    await Promise.all(callers.map(compare));
  }
  expect(compared).toContain("404");
  expect(changesBetween(before, await fingerprintOf(theirs))).toEqual([]);
});

/** A seed whose body is not refused for itself: what is refused before the id is looked at would prove nothing. */
async function seedFor(slot: Slot): Promise<number | undefined> {
  for (let seed = 1; seed <= 40; seed++) {
    const { status } = await shoot(planFor(slot, api, crypto.randomUUID(), seed), mine.owner.token);
    if (status !== 400) return seed;
    if (slot.operation.body === undefined) return undefined;
  }
  return undefined;
}

describe("a body with more than was asked for", () => {
  const smuggled = crypto.randomUUID();
  const extras = () => ({
    id: smuggled,
    user_id: smuggled,
    created_by: smuggled,
    requested_by: smuggled,
    invited_by: smuggled,
    tenant_id: theirs.tenant_id,
    role: "owner",
    kind: "person",
    status: "active",
    revision: 4711,
    approved_at: "2001-01-01T00:00:00Z",
    is_admin: true,
  });
  const members = () =>
    target.owner?.unsafe(
      `select m.user_id, m.role, m.status, m.approved_at < '2002-01-01' as old from public.members m
       join public.profiles p on p.user_id = m.user_id where m.tenant_id = $1 and p.email ~ '^(owner|editor|viewer|pending|suspended)[.]' order by 1`,
      [mine.tenant_id],
    );

  test("changes nothing that was not asked for, on any route", async () => {
    const before = await fingerprintOf(theirs);
    const membersBefore = await members();
    expect(membersBefore?.length).toBe(5);
    const withBody = api.operations.filter(({ body }) => body?.media === "application/json");
    expect(withBody.length).toBeGreaterThan(10);
    const taken = new Set<string>();
    for (const operation of withBody) {
      for (let seed = 1; seed <= 8; seed++) {
        if ((await stuffed(operation, seed)) < 300) taken.add(operation.name);
      }
    }
    // Otherwise the bodies were refused for something else, and this would prove nothing.
    expect(taken.size).toBeGreaterThan(withBody.length / 2);
    expect(await rowsWith(smuggled)).toEqual([]);
    expect(changesBetween(before, await fingerprintOf(theirs))).toEqual([]);
    expect(await members()).toEqual(membersBefore);
  });

  async function stuffed(operation: Operation, seed: number): Promise<number> {
    const body = bodyFor(operation, api, seed);
    if (body.kind !== "json" || typeof body.value !== "object") throw new Error(`${operation.name} takes no object`);
    const declared = Object.keys(operation.body?.schema.properties ?? {});
    const more = Object.entries(extras()).filter(([name]) => !declared.includes(name));
    const slot = { operation, place: "query" as const, name: "x", kind: "" };
    const plan: Plan = {
      ...planFor(slot, api, ""),
      query: [],
      body: { ...body, value: { ...body.value, ...Object.fromEntries(more) } },
    };
    const { status, text } = await shoot(plan, mine.owner.token);
    expect([operation.name, status < 500 || text + target.logs?.slice(-1), text.includes(smuggled)]).toEqual([
      operation.name,
      true,
      false,
    ]);
    return status;
  }

  /** Tables of ours with this text in any row. */
  async function rowsWith(text: string): Promise<string[]> {
    const tables = await target.owner?.unsafe<{ name: string }[]>(
      `select c.oid::regclass::text as name from pg_class c
       where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and c.relkind = 'r' order by 1`,
    );
    const found: string[] = [];
    for (const { name } of tables ?? []) {
      const rows = await target.owner?.unsafe(`select 1 from ${name} t where to_jsonb(t)::text like $1 limit 1`, [
        `%${text}%`,
      ]);
      if (rows && rows.length > 0) found.push(name);
    }
    return found;
  }
});
