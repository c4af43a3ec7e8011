import type { TestResult, TestRun, TestRunCreate, TestRunQuery } from "@plumbline/contracts";
import { afterCursor } from "../platform/cursor.ts";
import { every, type Query, sql } from "../platform/sql.ts";

const columns = sql`t.id, t.suite, t.run_id, t.label, t.total, t.passed, t.failed, t.started_at, t.finished_at`;
/** Pages are by when a test run started: its `created_at` for the cursor. */
export type TestRunRow = TestRun & { created_at: string };

/** Newest first; one more than the page holds. */
export const listTestRuns = (q: TestRunQuery): Query<TestRunRow> => sql`
  select * from (select ${columns}, t.started_at as created_at from public.test_runs t) t
  where ${every([
    afterCursor(q.cursor, sql`t`),
    q.suite === undefined ? undefined : sql`t.suite = ${q.suite}`,
    q.run_id === undefined ? undefined : sql`t.run_id = ${q.run_id}`,
    q.passed === undefined ? undefined : sql`(t.failed = 0) = ${q.passed}`,
    q.from === undefined ? undefined : sql`t.started_at >= ${q.from}`,
    q.to === undefined ? undefined : sql`t.started_at < ${q.to}`,
  ])}
  order by t.created_at desc, t.id limit ${q.limit + 1}`;

export const getTestRun = (id: string | Query): Query<TestRun> =>
  sql`select ${columns} from public.test_runs t where t.id = ${id}`;

/** In the suite's order. */
export const listTestResults = (id: string | Query): Query<TestResult> => sql`
  select name, passed, step_key, faults, ms from public.test_results where test_run_id = ${id} order by position`;

/** Keeps the id for `recordedTestRun`, later in the same transaction. */
export const recordTestRun = (t: TestRunCreate): Query => sql`
  select set_config('app.test_run', public.record_test_run(${t.suite}, ${t.run_id}, ${t.label}, ${t.started_at},
    ${JSON.stringify(t.results)}::jsonb)::text, true)`;
export const recordedTestRun = sql`current_setting('app.test_run')::uuid`;
