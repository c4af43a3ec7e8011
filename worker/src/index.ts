export { readEnv, type WorkerEnv } from "./platform/env.ts";
export { installQueues, queueSchemaVersion } from "./platform/queue-schema.ts";
export { runWorkerProcess } from "./process.ts";
export { createRegistry, type Registry } from "./runs/registry.ts";
export { defineStep, type Step, type StepContext } from "./runs/step.ts";
export { type RunningWorker, startWorker, type WorkerOptions } from "./worker.ts";
