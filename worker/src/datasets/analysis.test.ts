import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { type AnalysisOptions, startAnalysis } from "./analysis.ts";
import { fileOf } from "./table/table.fixture.ts";

const orders = `id,day,region,sales\n${Array.from(
  { length: 400 },
  (_, i) => `${i + 1},2020-${String(1 + (i % 12)).padStart(2, "0")}-01,${["N", "S"][i % 2]},${100 + ((i * 37) % 50)}`,
).join("\n")}\n`;

async function analyse(content: string, options: Partial<AnalysisOptions> = {}) {
  const analysis = await startAnalysis({ path: await fileOf(content), file_name: "orders.csv", ...options });
  onTestFinished(() => analysis.close());
  return analysis;
}

describe("startAnalysis", () => {
  it("opens, profiles, detects and recomputes in a child, each when asked", async () => {
    const seen: string[] = [];
    const analysis = await analyse(orders, { progress: (_done, _total, what) => seen.push(what) });
    const { findings } = await analysis.detect();
    expect(seen.at(-1)).toBe("done");
    expect(await analysis.open()).toMatchObject({ row_count: 400, source: { format: "csv" } });
    const profile = await analysis.profile();
    expect(profile).toMatchObject({ row_count: 400, column_count: 4 });
    const recomputed = await analysis.recompute([
      {
        id: "e1",
        kind: "aggregate",
        label: "sales",
        query: { op: "sum", column: "sales", filter: [] },
        value: profile.columns[3]?.sum ?? 0,
      },
      { id: "e2", kind: "aggregate", label: "wrong", query: { op: "count", filter: [] }, value: 401 },
    ]);
    expect(recomputed.map(({ equal }) => equal)).toEqual([true, false]);
    expect(findings.length).toBeGreaterThan(0);
  });

  it("says the same of a file in a child that has waited for it as in a fresh one", async () => {
    const fresh = await analyse(orders);
    const first = await fresh.detect();
    await fresh.close();
    const waited = await analyse(orders);
    expect(await waited.detect()).toEqual(first);
    expect(await waited.profile()).toMatchObject({ row_count: 400, column_count: 4 });
  });

  it("carries the file's error over, with code, sentence and fix, and stays usable", async () => {
    const analysis = await analyse("a,b,c\n1,2\n3,4,5,6\n");
    const refused = {
      name: "AppError",
      code: "file_ragged",
      fix: expect.stringContaining("upload"),
      errors: [{ location: "row 2", message: expect.any(String) }],
    };
    await expect(analysis.open()).rejects.toMatchObject(refused);
    await expect(analysis.profile()).rejects.toMatchObject(refused);
  });

  it("ends at once when it is aborted", async () => {
    const abort = new AbortController();
    const analysis = await analyse(`a,b\n${"1,2\n".repeat(3_000_000)}`, { signal: abort.signal });
    const waiting = expect(analysis.detect()).rejects.toThrow("enough");
    abort.abort(new Error("enough"));
    await waiting;
    await expect(analysis.open()).rejects.toThrow("enough");
  });

  it("is refused as too complex when it takes more memory than allowed", async () => {
    const rows = Array.from({ length: 300_000 }, (_, i) => `${i},name ${i},text number ${i * 31} and more of it`);
    const analysis = await analyse(`a,b,c\n${rows.join("\n")}\n`, { rss_bytes: 110 * 2 ** 20 });
    await expect(analysis.profile()).rejects.toMatchObject({ name: "AppError", code: "file_too_complex" });
  });

  it("is refused as too complex when the database runs out of memory", async () => {
    const rows = Array.from({ length: 200_000 }, (_, i) => `${i},name ${i},text number ${i * 31} and more of it`);
    const analysis = await analyse(`a,b,c\n${rows.join("\n")}\n`, {
      limits: { memory_bytes: 20 * 2 ** 20, scratch_bytes: 2 ** 20 },
    });
    await expect(analysis.open()).rejects.toMatchObject({ name: "AppError", code: "file_too_complex" });
  });

  it("fails what is asked of it after it was closed, and leaves nothing on disk", async () => {
    const scratch = mkdtempSync(join(tmpdir(), "plumbline-test-"));
    onTestFinished(() => rmSync(scratch, { recursive: true }));
    const analysis = await analyse(orders, { limits: { scratch_directory: scratch } });
    await analysis.open();
    expect(readdirSync(scratch)).not.toEqual([]);
    await analysis.close();
    await analysis.close();
    expect(readdirSync(scratch)).toEqual([]);
    await expect(analysis.open()).rejects.toThrow("closed");
  });
});
