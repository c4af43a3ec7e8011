import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppError } from "@plumbline/contracts";
import { heldByRun } from "../../runs/scope.ts";
import type { StepContext } from "../../runs/step.ts";
import { type Analysis, startAnalysis } from "../analysis.ts";

/** Writes a file's bytes to a path; see files/download.ts. */
export type Download = (
  ctx: StepContext,
  fileId: string,
  path: string,
  onProgress: (fraction: number) => void,
) => Promise<void>;

export interface AnalysisOfRun {
  analysis: Analysis;
  /** Sends the analysis's own progress to this step from now on. */
  follow(ctx: StepContext): void;
}

/**
 * The one analysis child of a run: started with the dataset's bytes when a step first asks, again when the run was taken
 * over, and ended, bytes and all, with the run.
 */
export const analysisOfRun = (download: Download) =>
  heldByRun(async (ctx, datasetId: string) => {
    const [dataset] = await ctx.tx(
      (tx) => tx<{ file_id: string; name: string }>`
        select d.file_id, f.name from public.datasets d
        join public.files f on f.tenant_id = d.tenant_id and f.id = d.file_id
        where d.tenant_id = ${ctx.run.tenant_id} and d.id = ${datasetId}`,
    );
    if (!dataset) throw new AppError("not_found", "The dataset is gone.", { fix: "Upload the file again." });
    // mkdtemp makes it readable by this user alone.
    const directory = await mkdtemp(join(tmpdir(), "plumbline-file-"));
    const clean = () => rm(directory, { recursive: true, force: true });
    try {
      const path = join(directory, "upload");
      let follower = ctx;
      // The child boots while the bytes arrive; it opens the file only when it is asked to.
      const analysis = await startAnalysis({
        path,
        file_name: dataset.name,
        signal: ctx.signal,
        progress: (done, total, what) => follower.progress(done / Math.max(1, total), what),
      });
      try {
        await download(ctx, dataset.file_id, path, (fraction) => ctx.progress(0.4 * fraction, "Reading the file"));
      } catch (error) {
        await analysis.close();
        throw error;
      }
      return {
        value: {
          analysis,
          follow: (next: StepContext) => {
            follower = next;
          },
        } satisfies AnalysisOfRun,
        close: async () => {
          await analysis.close();
          await clean();
        },
      };
    } catch (error) {
      await clean();
      throw error;
    }
  });
