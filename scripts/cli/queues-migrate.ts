// npm run queues:migrate: creates or upgrades the queue (schema pgboss) as the owner of DATABASE_URL. Part of a hosted deployment.
import { parseArgs } from "node:util";
import { installQueues, queueSchemaVersion } from "@plumbline/worker";
import { ownerUrl } from "./owner-url.ts";

const help = `Usage: DATABASE_URL=postgres://owner@host/db npm run queues:migrate

Creates or upgrades the schema pgboss and its queues and lets worker_login use them. Safe to run again.
`;
const { values } = parseArgs({ options: { help: { type: "boolean", default: false } } });
if (values.help) {
  process.stdout.write(help);
} else {
  await installQueues(ownerUrl());
  console.log(`The queue is at schema version ${queueSchemaVersion}`);
}
