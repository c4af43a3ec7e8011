import {
  AppError,
  Id,
  type TestRun,
  TestRunCreate,
  TestRunDetail,
  TestRunPage,
  TestRunQuery,
} from "@plumbline/contracts";
import { z } from "zod";
import { router } from "../platform/context.ts";
import { pageAsMember } from "../platform/cursor.ts";
import { operation } from "../platform/describe.ts";
import { body, params, query } from "../platform/input.ts";
import { asMember, readAsMember } from "../platform/member.ts";
import {
  getTestRun,
  listTestResults,
  listTestRuns,
  recordedTestRun,
  recordTestRun,
  type TestRunRow,
} from "./test-run-queries.ts";

/** What quality suites found, and what validation said of runs. */
export const testRuns = router();

testRuns.get(
  "/",
  operation({
    tag: "monitoring",
    summary: "Executions of quality suites; `ir_validation` is what validation said of a run",
    answer: { status: 200, description: "Test runs, newest first", schema: TestRunPage },
    feature: "pipelines",
  }),
  query(TestRunQuery),
  async (c) => {
    const { items, next_cursor } = await pageAsMember(c, listTestRuns, c.req.valid("query"));
    return c.json({ items: items.map(withoutCreated), next_cursor });
  },
);

testRuns.post(
  "/",
  operation({
    tag: "monitoring",
    summary: "Record what a suite outside, in CI for example, found",
    answer: { status: 201, description: "The test run", schema: TestRunDetail },
    feature: "pipelines",
    problems: ["forbidden", "conflict"],
  }),
  body(TestRunCreate),
  async (c) => {
    const record = recordTestRun(c.req.valid("json"));
    const [, [run], results] = await asMember(c, record, getTestRun(recordedTestRun), listTestResults(recordedTestRun));
    return c.json({ ...run, results }, 201);
  },
);

testRuns.get(
  "/:id",
  operation({
    tag: "monitoring",
    summary: "A test run and its single checks",
    answer: { status: 200, description: "The test run", schema: TestRunDetail },
    feature: "pipelines",
  }),
  params(z.object({ id: Id })),
  async (c) => {
    const { id } = c.req.valid("param");
    const [[run], results] = await readAsMember(c, getTestRun(id), listTestResults(id));
    if (run === undefined) throw new AppError("not_found", "There is no such test run");
    return c.json({ ...run, results });
  },
);

const withoutCreated = ({ created_at: _, ...run }: TestRunRow): TestRun => run;
