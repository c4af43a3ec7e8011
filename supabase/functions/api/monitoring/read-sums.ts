import type { ApiContext } from "../platform/context.ts";
import type { RowsOf } from "../platform/db.ts";
import { readAsMember } from "../platform/member.ts";
import { invalid } from "../platform/problem.ts";
import { every, type Query, sql } from "../platform/sql.ts";
import type { Ranged } from "./filter.ts";

/** Up to so many runs in the range their rows are summed: exact, and faster than anything prepared. */
const fewRuns = 1000;
/** Roll-ups do not know what a run is about: its rows are summed, and more of them than this would not be done in time. */
const mostOfSubject = 20_000;

/**
 * Answers sums from the rows of the runs where these are few, else from the roll-ups of hours and days. Few runs are one
 * message; whether they are few is asked in it, and where they are not their rows are not looked at. Throws invalid_request
 * when the sums are of one subject's runs and there are too many of these to be summed.
 */
export async function readSums<const Queries extends readonly Query[]>(
  c: ApiContext,
  q: Ranged,
  fromRows: (when: Query) => Queries,
  fromRollups: () => Queries,
): Promise<RowsOf<Queries>> {
  const few = q.subject_id === undefined ? every([atMost(q, fewRuns), complete(q)]) : atMost(q, mostOfSubject);
  // A setting of this transaction, which the planner takes for a constant.
  const size = sql<{ few: boolean }>`
    select s.few, ${planning}, set_config('app.runs_are_few', s.few::text, true) from (select ${few} as few) s
    where (select private.tenant_id()) is not null`;
  const when = sql`current_setting('app.runs_are_few', true) = 'true'`;
  const [[answered], ...sums] = await readAsMember(c, size, ...fromRows(when));
  if (answered?.few) return sums;
  if (q.subject_id === undefined) {
    const [, ...rolled] = await readAsMember(c, sql`select ${planning}`, ...fromRollups());
    return rolled;
  }
  const message = `The subject has more than ${mostOfSubject.toLocaleString("en")} runs in this range`;
  throw invalid("The query is not valid", [
    { location: "query/from", message, fix: "Choose a shorter range, or leave subject_id away" },
  ]);
}

/**
 * How Postgres plans the statements that follow. It does not know whose rows they are: beside a large tenant it would read
 * all of a table for a small one, were it not told to use an index. And what takes tens of milliseconds need not be compiled.
 */
const planning = sql`set_config('jit', 'off', true), set_config('enable_seqscan', 'off', true)`;

const atMost = (q: Ranged, most: number): Query => sql`(select count(*) <= ${most} from (
  select from public.runs r where ${every([
    q.subject_id === undefined ? undefined : sql`r.subject_id = ${q.subject_id}`,
    sql`r.created_at >= ${q.from} and r.created_at < ${q.to}`,
  ])} limit ${most + 1}) few)`;

/** Whether nothing that ran in the range was removed since: what was, only roll-ups know. */
const complete = (q: Ranged): Query => sql`not exists (select from public.run_gaps g where g.until >= ${q.from})`;
