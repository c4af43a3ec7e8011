import { AppError } from "@plumbline/contracts";
import { validator } from "hono-openapi";
import type { z } from "zod";
import { jsonFault } from "./json-shape.ts";
import { faultsOf, type Issue, invalid } from "./problem.ts";

/** Parses the JSON body with its contract; `c.req.valid("json")` is the result. Problems point into the body; see `jsonFault` too. */
export const body = <T extends z.ZodType>(schema: T) =>
  validator("json", schema, async (result, c) => {
    // Without the right type the body was not read at all: say that, not that every field is missing.
    if (!/^application\/([\w.-]+\+)?json\b/i.test(c.req.header("content-type") ?? "")) {
      throw new AppError("unsupported_media_type", "The body must be JSON", {
        fix: "Send the header Content-Type: application/json",
      });
    }
    // The text is still there from being parsed.
    const fault = jsonFault(await c.req.text());
    if (fault !== undefined) throw invalid("The body is not valid", [fault]);
    if (!result.success) throw refusal(result.error, "");
  });

/** Parses the query string with its contract. */
export const query = <T extends z.ZodType>(schema: T) =>
  validator("query", schema, (result) => {
    if (!result.success) throw refusal(result.error, "query");
  });

/** Parses the path's parameters. */
export const params = <T extends z.ZodType>(schema: T) =>
  validator("param", schema, (result) => {
    if (!result.success) throw refusal(result.error, "path");
  });

const refusal = (issues: readonly Issue[], prefix: string) =>
  invalid(prefix === "" ? "The body is not valid" : `The ${prefix} is not valid`, faultsOf(issues, prefix));
