import fc from "fast-check";
import { expect, test } from "vitest";
import { type Grant, Ledger } from "./ledger.ts";

const user_id = "00000000-0000-4000-8000-000000000001";
const tenant_id = "00000000-0000-4000-8000-000000000002";

/** One limit with its window of a minute, as the database keeps it, on a clock that the test moves. */
class Window {
  now = 0;
  asked = 0;
  used = 0;
  #started_at = Number.NEGATIVE_INFINITY;
  readonly #limit: number;
  constructor(limit: number) {
    this.#limit = limit;
  }
  readonly clock = (): number => this.now;
  readonly ask = async (share: number): Promise<Grant> => {
    this.asked++;
    if (this.now >= this.#started_at + 60_000) {
      this.#started_at = this.now;
      this.used = 0;
    }
    const granted = Math.min(Math.max(1, Math.floor(this.#limit * share)), this.#limit - this.used);
    this.used += granted;
    const remaining = this.#limit - this.used;
    const reset_s = (this.#started_at + 60_000 - this.now) / 1000;
    const limits = [{ name: "tenant" as const, limit: this.#limit, remaining, reset_s }];
    return { user_id, tenant_id, granted, limits, features: {} };
  };
}
const passes = async (ledger: Ledger, window: Window, who: string): Promise<boolean> =>
  (await ledger.admit(who, window.ask)).admitted;

test("within one window exactly the limit passes, however requests, members and pauses fall", async () => {
  const step = fc.record({ wait_ms: fc.integer({ min: 0, max: 9000 }), burst: fc.integer({ min: 1, max: 40 }) });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 400 }), fc.array(step, { maxLength: 12 }), async (limit, steps) => {
      const window = new Window(limit);
      const ledger = new Ledger(window.clock);
      let sent = 0;
      let passed = 0;
      const send = async (burst: number) => {
        sent += burst;
        const all = await Promise.all(Array.from({ length: burst }, (_, i) => passes(ledger, window, `user ${i % 3}`)));
        passed += all.filter(Boolean).length;
      };
      await send(1);
      for (const { wait_ms, burst } of steps) {
        if (window.now + wait_ms >= 60_000) break;
        window.now += wait_ms;
        await send(burst);
      }
      window.now = 59_999;
      await send(limit + 3);
      expect(passed).toBe(Math.min(sent, limit));
    }),
    { numRuns: 200 },
  );
});

test("several processes together never pass more than the limit in one window", async () => {
  const turns = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 300 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 200 }), turns, async (limit, order) => {
      const window = new Window(limit);
      const processes = [0, 1, 2].map(() => new Ledger(window.clock));
      let passed = 0;
      for (const [i, at] of order.entries()) {
        window.now = Math.floor((i * 59_000) / order.length);
        const ledger = processes[at];
        if (ledger && (await passes(ledger, window, "user"))) passed++;
      }
      expect(passed).toBeLessThanOrEqual(limit);
      expect(passed).toBeLessThanOrEqual(window.used);
    }),
  );
});

test("what one window granted is not spent in the next", async () => {
  const window = new Window(1000);
  const ledger = new Ledger(window.clock);
  await passes(ledger, window, "user");
  await passes(ledger, window, "user");
  // Nine of the ten that were granted are left when the window ends.
  window.now = 60_000;
  const all = await Promise.all(Array.from({ length: 1200 }, () => passes(ledger, window, "user")));
  expect(all.filter(Boolean)).toHaveLength(1000);
});

test("what is left is worth nothing from the moment the window ends, also while another process fills the next", async () => {
  const window = new Window(1000);
  const [mine, other] = [new Ledger(window.clock), new Ledger(window.clock)];
  window.now = 57_000;
  await passes(other, window, "user");
  window.now = 116_000;
  // Two questions: the second one grants ten, of which nine are left.
  await passes(mine, window, "user");
  await passes(mine, window, "user");
  window.now = 117_000;
  for (let i = 0; i < 1000; i++) expect(await passes(other, window, "user")).toBe(true);
  expect(await passes(mine, window, "user")).toBe(false);
});

test("a handful costs one question, and waiting requests share it", async () => {
  const window = new Window(60_000);
  const ledger = new Ledger(window.clock);
  await Promise.all(Array.from({ length: 500 }, () => passes(ledger, window, "user")));
  expect(window.asked).toBe(2);
});

test("members who come and go hold nothing that others lack", async () => {
  const window = new Window(6000);
  const ledger = new Ledger(window.clock);
  for (let i = 0; i < 1000; i++) expect(await passes(ledger, window, `user ${i}`)).toBe(true);
  expect(window.used).toBe(1000);
});

test("a refusal says when it is worth trying again, holds until then, and costs few questions", async () => {
  const window = new Window(2);
  const ledger = new Ledger(window.clock);
  await passes(ledger, window, "user");
  window.now = 12_500;
  await passes(ledger, window, "user");
  const refused = await ledger.admit("user", window.ask);
  expect(refused).toMatchObject({ admitted: false, retry_after_s: 48, state: '"tenant";r=0;t=48' });
  const { asked } = window;
  for (let i = 0; i < 100; i++) expect(await passes(ledger, window, "user")).toBe(false);
  expect(window.asked).toBe(asked);
  window.now += refused.retry_after_s * 1000;
  expect(await passes(ledger, window, "user")).toBe(true);
});

test("who calls is asked again after five seconds, and at once when it was forgotten", async () => {
  const window = new Window(60_000);
  const ledger = new Ledger(window.clock);
  await passes(ledger, window, "user");
  await passes(ledger, window, "user");
  const { asked } = window;
  window.now = 4999;
  await passes(ledger, window, "user");
  expect(window.asked).toBe(asked);
  ledger.forget((standing) => standing.tenant_id === tenant_id);
  await passes(ledger, window, "user");
  expect(window.asked).toBe(asked + 1);
  window.now = 10_000;
  await passes(ledger, window, "user");
  expect(window.asked).toBe(asked + 2);
});

test("a question that fails fails those who wait for it, and the next request asks again", async () => {
  const window = new Window(10);
  const ledger = new Ledger(window.clock);
  const away = () => Promise.reject(new Error("away"));
  const outcomes = await Promise.allSettled([ledger.admit("user", away), ledger.admit("user", away)]);
  expect(outcomes.map((o) => o.status)).toEqual(["rejected", "rejected"]);
  expect(await passes(ledger, window, "user")).toBe(true);
});

test("RateLimit fields name policy, quota, window, what remains and until when", async () => {
  const window = new Window(6000);
  const { policy, state } = await new Ledger(window.clock).admit("user", window.ask);
  expect(policy).toBe('"tenant";q=6000;w=60');
  expect(state).toBe('"tenant";r=5999;t=60');
});
