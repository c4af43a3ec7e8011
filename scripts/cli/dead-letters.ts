// npm run dead-letters: what the platform operator does about jobs whose retries are used up.
import { DeadLetters, Id } from "@plumbline/contracts";
import type { Sql } from "postgres";
import { command, UsageError } from "./command.ts";

const help = `Usage: DATABASE_URL=postgres://owner@host/db npm run dead-letters -- [--redrive [ID ...]] [--json]

Lists the jobs whose retries are used up, oldest first, and the queue each would go back to. Changes nothing.

  --redrive   gives them back to their queues; with IDs these alone. At most 1,000 at once: run it again for more
  --json      prints JSON
`;

const options = {
  json: { type: "boolean", default: false },
  redrive: { type: "boolean", default: false },
} as const;

await command(help, options, async (sql, { values, positionals: ids }) => {
  const wrong = ids.find((id) => !Id.safeParse(id).success);
  if (wrong !== undefined) throw new UsageError(`"${wrong}" is no id of a job. Fix: list them without --redrive`);
  if (!values.redrive) {
    if (ids.length > 0) throw new UsageError("Ids are for --redrive. Fix: give that too, or no ids");
    const jobs = await listDeadLetters(sql);
    if (values.json) console.log(JSON.stringify({ ...summaryOf(jobs), jobs }));
    else print(jobs);
    return 0;
  }
  const named = ids.length > 0 ? ids : null;
  const [row] = await sql<{ redriven: number }[]>`select private.redrive_dead_letters(${named}::uuid[]) as redriven`;
  const redriven = row?.redriven ?? 0;
  const { total } = summaryOf(await listDeadLetters(sql));
  if (values.json) console.log(JSON.stringify({ redriven, left: total }));
  else console.log(`${redriven} given back to their queues, ${total} left`);
  if (redriven >= ids.length) return 0;
  console.error(`${ids.length - redriven} of the ids are no dead jobs with a queue. Fix: list them without --redrive`);
  return 1;
});

interface DeadLetter {
  id: string;
  /** The queue it came from; null when nobody wrote that down. */
  queue: string | null;
  tenant_id: string | null;
  run_id: string | null;
  error: string | null;
  created_on: Date;
  /** Whether that queue is still there. */
  routable: boolean;
}

function listDeadLetters(sql: Sql) {
  return sql<DeadLetter[]>`
    select d.*, exists (select from pgboss.queue q where q.name = d.queue) as routable from private.dead_letters() d`;
}

function summaryOf(jobs: readonly DeadLetter[]): DeadLetters {
  const counts = new Map<string, number>();
  for (const { queue, routable } of jobs) {
    if (routable && queue !== null) counts.set(queue, (counts.get(queue) ?? 0) + 1);
  }
  const destinations = [...counts].map(([name, count]) => ({ name, count }));
  return DeadLetters.parse({
    total: jobs.length,
    unroutable: jobs.filter((job) => !job.routable).length,
    destinations,
  });
}

function print(jobs: readonly DeadLetter[]): void {
  const { total, unroutable, destinations } = summaryOf(jobs);
  if (total === 0) console.log("No job is dead");
  for (const job of jobs) {
    const about = job.run_id === null ? "" : ` run ${job.run_id}`;
    console.log(`${job.id} ${job.created_on.toISOString()} ${job.queue ?? "?"}${about}: ${oneLine(job.error)}`);
  }
  for (const { name, count } of destinations) console.log(`${count} would go back to ${name}`);
  if (unroutable > 0) console.log(`${unroutable} would stay: the queue they came from is not there any more`);
}

/** An error's text as one line of a terminal, without what could steer it. */
function oneLine(text: string | null): string {
  return (text ?? "no error was kept").replaceAll(/\p{Cc}+/gu, " ");
}
