import { expect, test } from "vitest";
import { ExactRoutes } from "./exact-routes.ts";

function routes(): ExactRoutes<string> {
  const router = new ExactRoutes<string>();
  router.add("ALL", "/v1/*", "guard");
  router.add("GET", "/v1/runs/:id", "one");
  router.add("GET", "/v1/runs", "list");
  router.add("POST", "/v1/runs/cancel", "cancel all");
  return router;
}

test("a route without a parameter is searched once, and every request to it meets the same handlers", () => {
  const router = routes();
  const found = router.match("GET", "/v1/runs");
  expect(found).toEqual([
    [
      ["guard", {}],
      ["list", {}],
    ],
  ]);
  expect(router.match("GET", "/v1/runs")).toBe(found);
});

test("a parameter is always the address's own", () => {
  const router = routes();
  for (const id of ["7", "8", "cancel", "7"]) {
    expect(router.match("GET", `/v1/runs/${id}`)).toEqual([
      [
        ["guard", {}],
        ["one", { id }],
      ],
    ]);
  }
});

test("methods are told apart, and what is no route is not remembered", () => {
  const router = routes();
  router.match("GET", "/v1/runs");
  expect(router.match("POST", "/v1/runs")).toEqual([[["guard", {}]]]);
  expect(router.match("POST", "/v1/runs")).not.toBe(router.match("POST", "/v1/runs"));
  expect(router.match("GET", "/v1/none")).not.toBe(router.match("GET", "/v1/none"));
});

test("a route that is added later is found", () => {
  const router = routes();
  router.match("GET", "/v1/runs");
  router.add("GET", "/v1/runs", "late");
  expect(router.match("GET", "/v1/runs")[0].map(([handler]) => handler)).toEqual(["guard", "list", "late"]);
});
