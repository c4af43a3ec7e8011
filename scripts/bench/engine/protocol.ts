import { z } from "zod";

/** What a contestant is asked to do, as it travels to its process. */
export const Task = z.discriminatedUnion("do", [
  /** Runs one after the other, nothing else going on: how long each took from request to end. */
  z.object({ do: z.literal("one_by_one"), kind: z.string(), times: z.int() }),
  /** Keeps `at_once` runs under way until the time is over, then lets them end. */
  z.object({ do: z.literal("crowd"), kind: z.string(), at_once: z.int(), seconds: z.number(), tenants: z.int() }),
  /** How long one tenant's runs wait for their first step, while another has asked for `flood` runs of `flood_kind` at once. */
  z.object({ do: z.literal("starts"), kind: z.string(), times: z.int(), flood: z.int(), flood_kind: z.string() }),
]);
export type Task = z.infer<typeof Task>;

export const Answer = z.object({
  /** Milliseconds, one a run. */
  ms: z.array(z.number()),
  /** Runs that ended, and those of them within the time. */
  ended: z.int(),
  in_time: z.int(),
  /** CPU of this process while at it. */
  cpu_ms: z.number(),
});
export type Answer = z.infer<typeof Answer>;

/** The shapes both sides execute. */
export const shapes = { five: 5, chain: 100, wide: 100 } as const;
