import { mkdtempSync, rmSync, statSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import Table from "cli-table3";
import { z } from "zod";
import { writeMessyCsv } from "./messy-csv.ts";
import { type Measured, median } from "./profile/measured.ts";
import { findPeer } from "./profile/peer.ts";
import { profileOnce } from "./profile/plumbline.ts";

const help = `npm run bench:profile [-- --rows N --runs N --json --help]

Profiles a generated messy CSV (12 columns, one million rows unless told otherwise) completely, in the process that does
it in production, and has pandas read, describe and look for duplicates in the same file (papaparse with accumulators
where pandas is missing). They take turns; medians count. Times include the start of each process, peaks are the
operating system's. Target: 0.65 of pandas' time (0.5 of papaparse's) and 600 MB.`;

const { values } = parseArgs({
  options: {
    json: { type: "boolean" },
    rows: { type: "string" },
    runs: { type: "string" },
    help: { type: "boolean" },
  },
});
if (values.help) {
  console.log(help);
  process.exit(0);
}
const rows = z.coerce.number().int().min(1_000).max(20_000_000).default(1_000_000).parse(values.rows);
const runs = z.coerce.number().int().min(1).max(25).default(5).parse(values.runs);
const targetBytes = 600e6;

const directory = mkdtempSync(join(tmpdir(), "plumbline-bench-"));
try {
  const path = join(directory, "orders.csv");
  await writeMessyCsv(path, rows);
  const peer = await findPeer();
  const ours: Measured[] = [];
  const theirs: Measured[] = [];
  for (let run = 0; run < runs; run++) {
    ours.push(await profileOnce(path));
    theirs.push(await peer.once(path));
  }
  if (ours[0]?.rows !== theirs[0]?.rows) throw new Error("the two did not read the same number of rows");
  report(peer.name, peer.target, ours, theirs, statSync(path).size);
} finally {
  rmSync(directory, { recursive: true, force: true });
}

function report(peer: string, target: number, ours: Measured[], theirs: Measured[], bytes: number): void {
  const time = (runs: Measured[]) => median(runs.map(({ seconds }) => seconds));
  const peak = (runs: Measured[]) => Math.max(...runs.map(({ peak_bytes }) => peak_bytes ?? 0));
  const ratio = median(ours.map(({ seconds }, i) => seconds / (theirs[i]?.seconds ?? Number.NaN)));
  const result = {
    machine: `${cpus().length} x ${cpus()[0]?.model.trim()}`,
    rows,
    file_bytes: bytes,
    runs,
    plumbline: { median_seconds: time(ours), peak_bytes: peak(ours), seconds: ours.map(({ seconds }) => seconds) },
    peer: {
      name: peer,
      median_seconds: time(theirs),
      peak_bytes: peak(theirs),
      seconds: theirs.map(({ seconds }) => seconds),
    },
    ratio,
    target_ratio: target,
    target_bytes: targetBytes,
    met: ratio <= target && peak(ours) <= targetBytes,
  };
  if (values.json) {
    console.log(JSON.stringify(result));
    return;
  }
  const table = new Table({ head: ["", "median s", "peak MB", "all runs s"], style: { head: [], border: [] } });
  const line = (name: string, runs: Measured[]) =>
    table.push([
      name,
      time(runs).toFixed(2),
      Math.round(peak(runs) / 1e6),
      runs.map(({ seconds }) => seconds.toFixed(2)).join(" "),
    ]);
  line("Plumbline: the whole profile", ours);
  line(peer, theirs);
  console.log(`${rows.toLocaleString("en-US")} rows x 12 columns, ${Math.round(bytes / 1e6)} MB, ${result.machine}`);
  console.log(table.toString());
  console.log(
    `ratio ${ratio.toFixed(2)} (at most ${target}), peak ${Math.round(peak(ours) / 1e6)} MB (at most 600): ${result.met ? "met" : "not met"}`,
  );
}
