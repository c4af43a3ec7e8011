// What the platform operator does about jobs whose retries are used up.
import { parseArgs } from "node:util";
import postgres from "postgres";
import { ownerUrl } from "./owner-url.ts";

const help = `Usage: DATABASE_URL=postgres://owner@host/db node scripts/cli/dead-letters.ts [--redrive [ID ...]] [--json]

Lists the jobs that nobody could do, oldest first. With --redrive: gives them, or those named, back to their queues.
`;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    help: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    redrive: { type: "boolean", default: false },
  },
});
if (values.help) {
  process.stdout.write(help);
  process.exit(0);
}

const sql = postgres(ownerUrl(), { max: 1, onnotice: () => {} });
try {
  if (values.redrive) {
    const ids = positionals.length > 0 ? positionals : null;
    const [row] = await sql<{ count: number }[]>`select private.redrive_dead_letters(${ids}) as count`;
    console.log(
      values.json ? JSON.stringify({ redriven: row?.count ?? 0 }) : `${row?.count ?? 0} jobs are queued again`,
    );
  } else {
    const dead = await sql<{ id: string; queue: string | null; error: string | null; created_on: Date }[]>`
      select id, queue, error, created_on from private.dead_letters()`;
    if (values.json) console.log(JSON.stringify(dead));
    else if (dead.length === 0) console.log("No job is dead");
    else {
      for (const job of dead) {
        console.log(
          `${job.id} ${job.created_on.toISOString()} ${job.queue ?? "no queue"}: ${job.error ?? "no reason given"}`,
        );
      }
    }
  }
} finally {
  await sql.end();
}
