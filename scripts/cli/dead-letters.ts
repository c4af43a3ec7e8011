// npm run dead-letters: what the platform operator does about jobs whose retries are used up.
import { parseArgs } from "node:util";
import { DeadLetters, Id } from "@plumbline/contracts";
import postgres from "postgres";
import { ownerUrl } from "./owner-url.ts";

const help = `Usage: DATABASE_URL=postgres://owner@host/db npm run dead-letters -- [--redrive [ID ...]] [--json]

Lists the jobs whose retries are used up, oldest first, and the queue each would go back to. Changes nothing.

  --redrive   gives them back to their queues; with IDs these alone. At most 1,000 at once: run it again for more
  --json      prints JSON
`;

/** Throws, for the last line to say, what parseArgs or the ids complain about. */
function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      help: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      redrive: { type: "boolean", default: false },
    },
  });
  const wrong = positionals.find((id) => !Id.safeParse(id).success);
  if (wrong !== undefined) throw new Error(`"${wrong}" is no id of a job`);
  if (positionals.length > 0 && !values.redrive) throw new Error("Ids are for --redrive");
  return { ...values, ids: positionals };
}

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

const listDeadLetters = (sql: postgres.Sql) => sql<DeadLetter[]>`
  select d.*, exists (select from pgboss.queue q where q.name = d.queue) as routable from private.dead_letters() d`;

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
const oneLine = (text: string | null): string => (text ?? "no error was kept").replaceAll(/\p{Cc}+/gu, " ");

async function main(): Promise<void> {
  const args = readArguments();
  if (args.help) {
    process.stdout.write(help);
    return;
  }
  const sql = postgres(ownerUrl(), { max: 1, onnotice: () => {} });
  try {
    if (!args.redrive) {
      const jobs = await listDeadLetters(sql);
      if (args.json) console.log(JSON.stringify({ ...summaryOf(jobs), jobs }));
      else print(jobs);
      return;
    }
    const ids = args.ids.length > 0 ? args.ids : null;
    const [row] = await sql<{ redriven: number }[]>`select private.redrive_dead_letters(${ids}::uuid[]) as redriven`;
    const redriven = row?.redriven ?? 0;
    const { total } = summaryOf(await listDeadLetters(sql));
    if (args.json) console.log(JSON.stringify({ redriven, left: total }));
    else console.log(`${redriven} given back to their queues, ${total} left`);
    if (ids && redriven < ids.length) {
      console.error(
        `${ids.length - redriven} of the ids are no dead jobs with a queue. Fix: list them without --redrive`,
      );
      process.exitCode = 1;
    }
  } finally {
    await sql.end();
  }
}

main().catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  console.error(`${message.split("\n")[0]}. Fix: see npm run dead-letters -- --help`);
  process.exitCode = 1;
});
