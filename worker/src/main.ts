import { isAppError } from "@plumbline/contracts";
import { createPipelines } from "./pipelines.ts";
import { runWorkerProcess } from "./process.ts";

await runWorkerProcess(createPipelines).catch((error: unknown) => {
  // One sentence and its fix; whoever starts the process shows it to a person.
  console.error(isAppError(error) ? `${error.message}. ${error.fix ?? ""}`.trim() : error);
  process.exit(1);
});
