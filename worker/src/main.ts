import { isAppError } from "@plumbline/contracts";
import { endAnalyses, keepSpare } from "./datasets/analysis.ts";
import { createPipelines } from "./pipelines.ts";
import { runWorkerProcess } from "./process.ts";

await runWorkerProcess(createPipelines, endAnalyses).catch((error: unknown) => {
  // One sentence and its fix; whoever starts the process shows it to a person.
  console.error(isAppError(error) ? `${error.message}. ${error.fix ?? ""}`.trim() : error);
  process.exit(1);
});
// The first file finds a process that waits for it, as every later one does.
keepSpare();
