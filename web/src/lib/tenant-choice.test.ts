import { expect, test } from "vitest";
import { forgetTenant, queryClient } from "./query-client.ts";
import { chooseTenant, followTenant } from "./tenant-choice.ts";

test("what was read of a tenant is forgotten when another is chosen, by whatever way; what is about the caller stays", () => {
  followTenant(forgetTenant);
  chooseTenant("a");
  queryClient.setQueryData(["me"], "me");
  queryClient.setQueryData(["datasets", "list"], "of a");
  chooseTenant("a");
  expect(queryClient.getQueryData(["datasets", "list"])).toBe("of a");
  chooseTenant("b");
  expect(queryClient.getQueryData(["datasets", "list"])).toBeUndefined();
  expect(queryClient.getQueryData(["me"])).toBe("me");
  queryClient.setQueryData(["datasets", "list"], "of b");
  chooseTenant(null);
  expect(queryClient.getQueryData(["datasets", "list"])).toBeUndefined();
});
