import { FeatureEvaluation } from "@plumbline/contracts";
import { z } from "zod";

const Limit = z.object({
  /** key: what the API key may; tenant: what all of the tenant may; user: what somebody without a tenant may. */
  name: z.enum(["key", "tenant", "user"]),
  limit: z.int(),
  remaining: z.int(),
  reset_s: z.number(),
});

/** What the database answers when it is asked for requests: how many it grants, and what else is true of the caller. */
export const Grant = z.object({
  user_id: z.uuid(),
  tenant_id: z.uuid().nullable(),
  granted: z.int(),
  /** The narrowest limit first. When nothing was granted, the last one is what refused. */
  limits: z.array(Limit).min(1),
  features: z.record(z.string(), FeatureEvaluation),
});
export type Grant = z.infer<typeof Grant>;
/** Asks the database for this share of the limit, at least one request. */
export type Ask = (share: number) => Promise<Grant>;

/** Who calls, as known for up to five seconds. */
export interface Standing {
  readonly user_id: string;
  /** null: the caller is not an active member of the tenant they named. */
  readonly tenant_id: string | null;
  readonly features: Grant["features"];
}
interface Lease extends Standing {
  readonly pool: Pool;
  stale_at: number;
}
/** Requests that were granted and not used yet; shared by everybody under the same narrowest limit. */
interface Pool {
  readonly id: string;
  left: number;
  /** The window is surely open until here: what is left ends with it. */
  open_until: number;
  /** Until here the database need not be asked again. */
  refused_until: number;
  /** `over_at`: the window is surely over then. */
  limits: (z.infer<typeof Limit> & { over_at: number })[];
  policy: string;
}

export interface Admission {
  standing: Standing;
  admitted: boolean;
  /** Seconds until it is surely worth trying again; 0 when admitted. */
  retry_after_s: number;
  /** RateLimit-Policy and RateLimit, as in draft-ietf-httpapi-ratelimit-headers-10. */
  policy: string;
  state: string;
}

const fresh_ms = 5000;
const share = 0.01;
const mostKept = 10_000;
const window_s = 60;

/**
 * Counts requests down that the database granted in handfuls, so that most requests cost no question. A request passes
 * only against a grant and every grant ends with its window: however many processes count, no more pass than the limit,
 * and in one process exactly as many. Who calls, their tenant and its features are asked for again after five seconds.
 */
export class Ledger {
  readonly #now: () => number;
  readonly #leases = new Map<string, Lease>();
  readonly #pools = new Map<string, Pool>();
  readonly #asking = new Map<string, Promise<void>>();

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Takes one request for `principal`. Waiting callers share one question. Throws what `ask` throws. */
  async admit(principal: string, ask: Ask): Promise<Admission> {
    for (;;) {
      const now = this.#now();
      const lease = this.#leases.get(principal);
      const known = lease !== undefined && now < lease.stale_at;
      if (known) {
        const { pool } = lease;
        if (now >= pool.open_until) pool.left = 0;
        if (pool.left > 0) {
          pool.left--;
          return { ...stateOf(pool, now), standing: lease, admitted: true, retry_after_s: 0 };
        }
        if (now < pool.refused_until) {
          const over_at = pool.limits.at(-1)?.over_at ?? now;
          return { ...stateOf(pool, now), standing: lease, admitted: false, retry_after_s: seconds(over_at - now) };
        }
      }
      // Only to learn who calls, one request is enough: nobody shall hold what they may never use.
      await this.#once(known ? lease.pool.id : principal, () => this.#refill(principal, ask, known ? share : 0));
    }
  }

  /** True when the caller has been let in lately. */
  knows(principal: string): boolean {
    return this.#leases.has(principal);
  }

  /** Forgets a caller who is not let in any more. */
  drop(principal: string): void {
    this.#leases.delete(principal);
  }

  /** Lets the next request of those whom `concerns` names ask again; what was granted stays. */
  forget(concerns: (standing: Standing) => boolean): void {
    for (const lease of this.#leases.values()) if (concerns(lease)) lease.stale_at = 0;
  }

  #once(id: string, work: () => Promise<void>): Promise<void> {
    const running = this.#asking.get(id) ?? work().finally(() => this.#asking.delete(id));
    this.#asking.set(id, running);
    return running;
  }

  async #refill(principal: string, ask: Ask, share: number): Promise<void> {
    const asked_at = this.#now();
    const { granted, limits, ...standing } = await ask(share);
    const answered_at = this.#now();
    const [narrowest] = limits;
    if (narrowest === undefined) return;
    const subject = { key: principal, tenant: standing.tenant_id, user: standing.user_id }[narrowest.name];
    const pool = this.#poolOf(`${narrowest.name} ${subject}`);
    const open_until = asked_at + narrowest.reset_s * 1000;
    // A window that ends so much later is the next one.
    if (open_until > pool.open_until + (window_s / 2) * 1000) pool.left = 0;
    pool.open_until = Math.max(pool.open_until, open_until);
    pool.left += granted;
    pool.limits = limits.map((limit) => ({ ...limit, over_at: answered_at + limit.reset_s * 1000 }));
    pool.policy = limits.map(({ name, limit }) => `"${name}";q=${limit};w=${window_s}`).join(", ");
    const refusing = pool.limits.at(-1);
    pool.refused_until =
      granted > 0 || !refusing ? 0 : Math.min(asked_at + refusing.reset_s * 1000, asked_at + fresh_ms);
    keep(this.#leases, principal, { ...standing, pool, stale_at: asked_at + fresh_ms });
  }

  #poolOf(id: string): Pool {
    const known = this.#pools.get(id);
    if (known) return known;
    return keep(this.#pools, id, { id, left: 0, open_until: 0, refused_until: 0, limits: [], policy: "" });
  }
}

function keep<T>(map: Map<string, T>, id: string, value: T): T {
  if (map.size >= mostKept && !map.has(id)) map.delete(map.keys().next().value ?? "");
  map.set(id, value);
  return value;
}

const seconds = (ms: number): number => Math.max(1, Math.ceil(ms / 1000));

function stateOf(pool: Pool, now: number): Pick<Admission, "policy" | "state"> {
  let state = "";
  for (const { name, remaining, over_at } of pool.limits) {
    const t = Math.max(0, Math.ceil((over_at - now) / 1000));
    state += `${state === "" ? "" : ", "}"${name}";r=${remaining + pool.left};t=${t}`;
  }
  return { policy: pool.policy, state };
}
