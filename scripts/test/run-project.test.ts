import { expect, test } from "vitest";
import { runProject } from "./run-project.ts";

const quietly = { signal: new AbortController().signal, live: false };

test("a project's run is told in numbers, and what it printed comes with them", async () => {
  const run = await runProject("unit", ["packages/contracts/src/linear-pattern.test.ts"], quietly);
  expect(run).toMatchObject({ ok: true, tally: { failed: 0, skipped: 0, failures: [] } });
  expect(run.tally?.passed).toBeGreaterThan(5);
  expect(run.output).toContain("linear-pattern.test.ts");
});

test("a project in which nothing is named so ends well, with nothing done", async () => {
  const run = await runProject("stack", ["no/such/file"], quietly);
  expect(run).toMatchObject({ ok: true, tally: { passed: 0, failed: 0 } });
});

test("a run that is stopped is not taken for one that passed", async () => {
  const stop = new AbortController();
  const run = runProject("unit", ["packages/contracts"], { signal: stop.signal, live: false });
  stop.abort();
  expect((await run).ok).toBe(false);
});
