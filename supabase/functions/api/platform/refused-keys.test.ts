import { expect, test } from "vitest";
import { RefusedKeys } from "./refused-keys.ts";

test("an address waits after thirty refused keys in a minute, until that minute is over", () => {
  let now = 0;
  const refused = new RefusedKeys(() => now);
  for (let i = 0; i < 30; i++) {
    expect(refused.waits_s("a")).toBe(0);
    refused.note("a");
  }
  expect(refused.waits_s("a")).toBe(60);
  expect(refused.waits_s("b")).toBe(0);
  now = 59_001;
  expect(refused.waits_s("a")).toBe(1);
  now = 60_000;
  expect(refused.waits_s("a")).toBe(0);
  refused.note("a");
  expect(refused.waits_s("a")).toBe(0);
});

test("an unknown address never waits, and a flood of addresses is forgotten rather than kept", () => {
  const refused = new RefusedKeys(() => 0);
  for (let i = 0; i < 100; i++) refused.note("");
  expect(refused.waits_s("")).toBe(0);
  for (let i = 0; i < 30; i++) refused.note("first");
  for (let i = 0; i < 10_000; i++) refused.note(`address ${i}`);
  expect(refused.waits_s("first")).toBe(0);
});
