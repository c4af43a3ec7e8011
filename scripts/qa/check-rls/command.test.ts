import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

const run = (...args: string[]) => {
  const command = new URL("../check-rls.ts", import.meta.url).pathname;
  return spawnSync(process.execPath, [command, ...args], { encoding: "utf8" });
};

test.each([
  [["--layers", "static,other"], "--layers knows static, behaviour, mutation"],
  [["--nonsense"], "--nonsense"],
  [["--database-url", "mysql://x"], "--database-url is not a postgres:// address"],
  [["--api-url", "https://x.example"], "--api-url and --anon-key belong together"],
  [["--api-url", "https://x.example", "--anon-key", "k"], "--api-url needs --database-url"],
])("%j ends with 2 and says why", (args, sentence) => {
  const { status, stdout, stderr } = run(...args);
  expect([status, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(sentence);
  expect(stderr).toContain("--help");
});

test("--help explains itself", () => {
  const { status, stdout } = run("--help");
  expect(status).toBe(0);
  expect(stdout).toContain("--database-url");
});

test("a database that does not answer ends with 1 and a sentence", () => {
  const { status, stderr } = run("--database-url", "postgres://nobody@127.0.0.1:1/none");
  expect(status).toBe(1);
  expect(stderr).toMatch(/ECONNREFUSED/);
  expect(stderr).not.toMatch(/\n\s+at /);
});
