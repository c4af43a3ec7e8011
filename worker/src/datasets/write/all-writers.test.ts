import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Finding, Profile } from "@plumbline/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { detect } from "../detect/index.ts";
import { profileTable } from "../profile/profile.ts";
import { openTable } from "../table/open.ts";
import type { Table } from "../table/table.ts";
import { tableNames, verifyAll } from "../verify/index.ts";
import { recompute } from "../verify/recompute.ts";
import { writeAll, writeDeterministic } from "./index.ts";
import { languageFaults } from "./language.ts";

/** Three years of orders with a rise, a season, a dear region, gaps in one column, copies and a few slips of the point. */
function orders(): string {
  let seed = 7;
  const random = (): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed / 2_147_483_648;
  };
  const regions = ["West", "East", "North", "5th district"];
  const lines = ["order_id,day,region,amount,discount,rating,2017"];
  for (let day = 0, order = 1; day < 1_095; day++) {
    const date = new Date(Date.UTC(2015, 0, 1) + day * 86_400_000);
    for (let i = 0; i < 3; i++, order++) {
      const region = regions[Math.floor(random() * 4)] ?? "West";
      const season = date.getUTCMonth() === 10 ? 2 : 1;
      const amount =
        (40 + random() * 20) *
        (1 + day / 700) *
        season *
        (region === "West" ? 2.5 : 1) *
        (order % 900 === 0 ? 1_000 : 1);
      const rating = region === "East" && random() < 0.6 ? "" : (random() * 5).toFixed(1);
      lines.push(
        [
          order,
          date.toISOString().slice(0, 10),
          region,
          amount.toFixed(2),
          (random() * 0.4).toFixed(2),
          rating,
          Math.floor(random() * 3),
        ].join(","),
      );
    }
  }
  return [...lines, ...lines.slice(-40)].join("\n");
}

let table: Table;
let directory: string;
let profile: Profile;
let findings: Finding[];
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "write-all-"));
  const path = join(directory, "orders.csv");
  await writeFile(path, orders());
  table = await openTable(path, { file_name: "orders.csv" });
  profile = await profileTable(table);
  const found = await detect({ table, profile, signal: new AbortController().signal });
  expect(found.broken).toEqual([]);
  findings = found.findings;
});
afterAll(async () => {
  table.close();
  await rm(directory, { recursive: true });
});

test("what detectors find and writers say is verified as it was written, all of it", async () => {
  const drafts = await writeAll(findings, profile);
  const warnings: unknown[] = [];
  const { kept, dropped } = await verifyAll({
    findings,
    drafts,
    table: tableNames(profile),
    recompute: (evidence) => recompute(table, evidence),
    rewrite: writeDeterministic,
    log: { warn: (...line) => warnings.push(line) },
  });
  expect(dropped).toEqual([]);
  expect(warnings).toEqual([]);
  expect(kept.map(({ draft }) => draft)).toEqual(drafts);
  expect(new Set(kept.map(({ finding }) => finding.kind)).size).toBeGreaterThan(3);
});

test("every text keeps the house rules", async () => {
  const faults = findings.flatMap((finding) => {
    const draft = writeDeterministic(finding);
    return languageFaults(draft, finding).map((fault) => ({ fault, draft }));
  });
  expect(faults).toEqual([]);
});
