import { expect, test } from "vitest";
import { detect } from "../../detect/index.ts";
import { type Plant, plantedCsv } from "../../detect/planted.fixture.ts";
import { profileTable } from "../../profile/profile.ts";
import { tableOf } from "../../table/table.fixture.ts";
import { tableNames, verifyDraft } from "../../verify/index.ts";
import { recompute } from "../../verify/recompute.ts";
import { writeDeterministic } from "../deterministic.ts";

const { signal } = new AbortController();

async function problemsIn(csv: string): Promise<{ kinds: string[]; problems: string[] }> {
  const table = await tableOf(csv);
  const profile = await profileTable(table, signal);
  const { findings, broken } = await detect({ table, profile, signal });
  expect(broken).toEqual([]);
  const problems: string[] = [];
  for (const finding of findings) {
    const draft = writeDeterministic(finding);
    const again = await recompute(table, finding.evidence);
    problems.push(
      ...verifyDraft(finding, draft, again, tableNames(profile)).problems.map((p) => `${draft.title}: ${p}`),
    );
  }
  return { kinds: findings.map(({ kind }) => kind), problems };
}

const euros = (plant: Plant): string =>
  plantedCsv({ seed: 11, rows: 3000, days: 365, amounts: "normal", regular: false, plant }).replace(
    "amount",
    "amount_eur",
  );

test.each<[Plant, string]>([
  [{ kind: "trend", size: 0.5 }, "trend"],
  [{ kind: "spike", size: 9 }, "spike"],
  [{ kind: "shift", size: 0.3, at: 0.6 }, "level_shift"],
  [{ kind: "weekend", size: 0.5 }, "seasonality"],
  [{ kind: "driver", size: 1 }, "change_driver"],
])("words on an amount of money with %o hold", async (plant, kind) => {
  const { kinds, problems } = await problemsIn(euros(plant));
  expect(kinds).toContain(kind);
  expect(problems).toEqual([]);
});

test("words on hours of the day and on dates of another century hold", async () => {
  const lines = Array.from({ length: 3000 }, (_, i) => {
    const hour = 8 + ((Math.floor(i / 100) * 7) % 12);
    const at = new Date(Date.UTC(i === 7 || i === 1900 ? 2203 : 2021, 1, 3 + (i % 100), hour, i % 60)).toISOString();
    return `${at.slice(0, 19)},${hour === 13 ? 90 + (i % 9) : 40 + (i % 9)}`;
  });
  const { kinds, problems } = await problemsIn(`at,sales_eur\n${lines.join("\n")}\n`);
  expect(kinds).toEqual(expect.arrayContaining(["seasonality", "inconsistent"]));
  expect(problems).toEqual([]);
});
