import { expect, test } from "vitest";
import { createLog } from "./log.ts";

function logged(error: unknown): string {
  const lines: string[] = [];
  createLog("info", { write: (text) => void lines.push(text) })
    .child({ run_id: "r", trace_id: "t" })
    .error({ error }, "failed");
  return lines.join();
}

test("a line is one JSON object with its bindings, level and time", () => {
  expect(JSON.parse(logged(new Error("x")))).toMatchObject({
    level: "error",
    service: "worker",
    run_id: "r",
    trace_id: "t",
    msg: "failed",
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    error: { message: "x" },
  });
});

test("what the database quotes from a row does not reach the log", () => {
  const error = Object.assign(new Error('invalid input syntax for type integer: "ann@example.com"'), {
    code: "22P02",
    detail: "Key (email)=(ann@example.com) already exists.",
    query: "insert",
    parameters: ["ann@example.com"],
  });
  const line = logged(new Error("wrapped", { cause: error }));
  expect(line).toContain("22P02");
  expect(line).not.toContain("ann@example.com");
});
