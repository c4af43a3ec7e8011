// npm run qa:fuzz: shoots generated requests at every route of the API and judges every answer.
import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { isAppError } from "@plumbline/contracts";
import { campaign } from "./fuzz/campaign.ts";
import { printable } from "./fuzz/report.ts";
import { openEphemeral, openRunning } from "./fuzz/target.ts";

const help = `Usage: npm run qa:fuzz -- [options]

Reads /v1/openapi.json and sends valid, borderline and invalid requests to every route, as owner, editor, viewer, API key,
pending, suspended and removed member, newcomer and nobody, with ids from earlier answers of the own and the other tenant.
Each answer must keep its contract and tell nothing of the other tenant, whose data must be the same before and after.

  --requests N     how many (default 10000)
  --seed N         the same seed draws the same requests (default: by chance, and printed)
  --timing N       pairs of foreign and missing ids a route is timed with (default 60; 0: none)
  --url URL        a running Plumbline (what npm start prints) instead of the app in this process on a database of its own;
                   with DATABASE_URL, its owner's, the limit of requests is lifted and the database itself is compared
  --json           one object on standard output: { seed, requests, seconds, coverage, unreached, failures, timings }
  --help           this text

Ends with 1 when something was found, with 2 when it could not start.
`;

try {
  const { values } = parseArgs({
    options: {
      requests: { type: "string", default: "10000" },
      seed: { type: "string" },
      timing: { type: "string", default: "60" },
      url: { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    process.exit(0);
  }
  const whole = (name: string, text: string, most: number): number => {
    const n = Number(text);
    if (Number.isInteger(n) && n >= 0 && n <= most) return n;
    console.error(`--${name} is a whole number up to ${most}.\n\n${help}`);
    process.exit(2);
  };
  const options = {
    requests: whole("requests", values.requests, 10_000_000),
    seed: values.seed === undefined ? randomInt(2 ** 31) : whole("seed", values.seed, 2 ** 31),
    pairs: whole("timing", values.timing, 100_000),
    onProgress: (n: number) => {
      if (!values.json && process.stderr.isTTY) process.stderr.write(`\r${n} requests`);
    },
  };
  const target = values.url ? await openRunning(values.url, process.env.DATABASE_URL) : await openEphemeral();
  try {
    const { timings, ...summary } = await campaign(target, options);
    if (!values.json && process.stderr.isTTY) process.stderr.write("\r");
    console.log(values.json ? JSON.stringify({ ...summary, timings }, null, 2) : printable(summary, timings));
    process.exitCode = summary.failures.length === 0 ? 0 : 1;
  } finally {
    await target.close();
  }
} catch (error) {
  if (!isAppError(error)) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  }
  console.error(`${error.message}.${error.fix ? `\nFix: ${error.fix}` : ""}`);
  process.exit(2);
}
