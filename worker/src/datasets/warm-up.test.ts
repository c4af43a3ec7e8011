import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { warmUp } from "./warm-up.ts";

function scratch(): string {
  const directory = mkdtempSync(join(tmpdir(), "plumbline-test-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return join(directory, "warm");
}

describe("warmUp", () => {
  it("goes through a whole analysis and leaves nothing on disk", async () => {
    const directory = scratch();
    const done = warmUp(directory, new AbortController().signal);
    await expect.poll(() => existsSync(directory)).toBe(true);
    await expect(done).resolves.toBeUndefined();
    expect(existsSync(directory)).toBe(false);
  });

  it("ends when a file has come, and leaves nothing on disk then either", async () => {
    const directory = scratch();
    const file = new AbortController();
    const done = warmUp(directory, file.signal);
    await expect.poll(() => existsSync(directory)).toBe(true);
    file.abort(new Error("a file has come"));
    await expect(done).rejects.toThrow("a file has come");
    expect(existsSync(directory)).toBe(false);
  });
});
