import { type Answer, Task } from "./protocol.ts";

type Work = (task: Task) => Promise<Pick<Answer, "ms" | "ended" | "in_time">>;

/** Answers the tasks that the benchmark sends to this process, until it hangs up. */
export function serve(work: Work, stop: () => Promise<void>): void {
  process.on("message", async (message) => {
    const before = process.cpuUsage();
    const done = await work(Task.parse(message));
    const { user, system } = process.cpuUsage(before);
    process.send?.({ ...done, cpu_ms: (user + system) / 1000 });
  });
  process.once("disconnect", () => void stop().finally(() => process.exit(0)));
  process.send?.("ready");
}
