import { createRegistry, type Registry } from "./runs/registry.ts";

/** Every step this worker knows and the active pipeline of each kind of run. */
export function createPipelines(): Registry {
  return createRegistry([], {});
}
