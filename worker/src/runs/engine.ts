import type { Db } from "../platform/db.ts";
import type { Logger } from "../platform/log.ts";
import type { LeaseKeeper } from "./lease.ts";
import type { Recorder } from "./recorder.ts";
import type { Registry } from "./registry.ts";
import type { TenantCache } from "./tenant-config.ts";

/** What executing a run needs. */
export interface Engine {
  db: Db;
  registry: Registry;
  recorder: Recorder;
  cache: TenantCache;
  leases: LeaseKeeper;
  log: Logger;
  /** From the run's first start to its end, over all workers. */
  run_timeout_ms: number;
}
