import { errorCodes, isAppError, type Problem } from "@plumbline/contracts";
import { describe, expect, test } from "vitest";
import { codeOfStatus, errorFromAnswer } from "./api-error.ts";

const problem: Problem = {
  type: "https://plumbline.example/errors/conflict",
  title: errorCodes.conflict.title,
  status: 409,
  detail: "The slug is in use.",
  fix: "Choose another slug.",
  code: "conflict",
  request_id: "7b0e",
  errors: [{ location: "/slug", message: "In use.", fix: "Choose another." }],
};

describe("an error answer", () => {
  test("with a problem document becomes the AppError the server threw, request id and faults included", () => {
    const error = errorFromAnswer(409, JSON.stringify(problem), new Headers());
    expect(isAppError(error)).toBe(true);
    expect(error).toMatchObject({
      code: "conflict",
      message: problem.detail,
      fix: problem.fix,
      request_id: "7b0e",
      errors: problem.errors,
      status: 409,
    });
  });

  test("without one, as a proxy sends it, gets the code of its status and the request id of its headers", () => {
    const error = errorFromAnswer(502, "<html>Bad gateway</html>", new Headers({ "x-request-id": "r1" }));
    expect(error).toMatchObject({ code: "unavailable", request_id: "r1" });
    expect(error.message).not.toContain("html");
  });

  test("with a problem of an unknown code is not believed", () => {
    const error = errorFromAnswer(500, JSON.stringify({ ...problem, code: "brand_new" }), new Headers());
    expect(error.code).toBe("internal");
  });

  test("says how long to wait only when the server names a number of seconds", () => {
    expect(errorFromAnswer(429, "", new Headers({ "retry-after": "7" })).retry_after_s).toBe(7);
    expect(errorFromAnswer(429, "", new Headers({ "retry-after": "soon" })).retry_after_s).toBeUndefined();
    expect(errorFromAnswer(429, "", new Headers()).retry_after_s).toBeUndefined();
  });
});

test.each([
  [401, "unauthenticated"],
  [404, "not_found"],
  [413, "payload_too_large"],
  [429, "rate_limited"],
  [503, "unavailable"],
  [599, "internal"],
  [418, "invalid_request"],
])("status %d alone means %s", (status, code) => expect(codeOfStatus(status)).toBe(code));
