import type { Reporter, TestModule } from "vitest/node";
import { z } from "zod";

/** What a lane tells about one project's run. */
export const Tally = z.object({
  passed: z.int(),
  failed: z.int(),
  skipped: z.int(),
  /** Each failed test, or the file that could not be loaded, by name. */
  failures: z.array(z.string()),
});
export type Tally = z.infer<typeof Tally>;

/**
 * A vitest reporter that says nothing and sends the process that started vitest a Tally at the end. When that process is
 * gone before, it ends its own process group: nothing goes on unseen.
 */
export default class implements Reporter {
  onInit(): void {
    process.once("disconnect", () => process.kill(-process.pid, "SIGINT"));
    // Who listens holds the process; this must not.
    process.channel?.unref();
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const tally: Tally = { passed: 0, failed: 0, skipped: 0, failures: [] };
    for (const module of modules) {
      const before = tally.failures.length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === "passed") tally.passed++;
        else if (state === "failed") {
          tally.failed++;
          tally.failures.push(`${module.relativeModuleId} > ${test.fullName}`);
        } else tally.skipped++;
      }
      if (!module.ok() && tally.failures.length === before) tally.failures.push(module.relativeModuleId);
    }
    process.send?.(tally);
  }
}
