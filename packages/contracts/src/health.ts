import { z } from "zod";
import { Timestamp } from "./pages.ts";

const Check = z.object({ ok: z.boolean(), detail: z.string() });

/** `ok` is false, and the status 503, when any part is not well. */
export const Health = z
  .object({
    ok: z.boolean(),
    database: Check.extend({ latency_ms: z.number().nullable() }),
    queue: Check.extend({ waiting: z.int().nullable() }),
    worker: Check.extend({ last_seen_at: Timestamp.nullable(), count: z.int().nullable() }),
    versions: z.object({ api: z.string(), schema: z.string().nullable(), queue_schema: z.int().nullable() }),
  })
  .meta({ ref: "Health" });
export type Health = z.infer<typeof Health>;
