import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { Measured } from "./measured.ts";

const Reply = z.object({ id: z.literal(1), result: z.object({ row_count: z.int(), duplicate_row_count: z.int() }) });

/** Profiles a file in the process that does it in production, from its start to its answer. */
export async function profileOnce(path: string): Promise<Measured> {
  const program = fileURLToPath(new URL("../../../worker/src/datasets/analysis-child.ts", import.meta.url));
  const started = performance.now();
  const child = fork(program, [], { env: {}, execArgv: ["--max-old-space-size=640"], serialization: "advanced" });
  try {
    child.send({ start: { path, file_name: "orders.csv", limits: {} } });
    child.send({ id: 1, op: "profile" });
    const answered = once(child, "message");
    const gone = once(child, "exit").then(() => {
      throw new Error("the profiling process ended without an answer");
    });
    const [message] = await Promise.race([answered, gone]);
    const seconds = (performance.now() - started) / 1000;
    const { result } = Reply.parse(message);
    return { seconds, peak_bytes: peakOf(child.pid), rows: result.row_count, duplicates: result.duplicate_row_count };
  } finally {
    child.kill("SIGKILL");
  }
}

/** The kernel's own high-water mark; null where there is no /proc. */
function peakOf(pid: number | undefined): number | null {
  try {
    const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kilobytes ? Number(kilobytes) * 1024 : null;
  } catch {
    return null;
  }
}
