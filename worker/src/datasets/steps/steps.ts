import { deterministicModel, Findings, Profile } from "@plumbline/contracts";
import { z } from "zod";
import { type CallRecord, recordedModel, storeModelCalls } from "../../models/model-calls.ts";
import type { TextModel } from "../../models/text-model.ts";
import type { TextModels } from "../../models/text-models.ts";
import { defineStep, type RegisteredStep } from "../../runs/step.ts";
import { tableNames, verifyAll } from "../verify/index.ts";
import { writeAll, writeDeterministic } from "../write/index.ts";
import { analysisOfRun, type Download } from "./analysis-of-run.ts";
import { DatasetRunInput, Drafts, Parsed, VerifiedInsights } from "./ir.ts";
import { publish } from "./publish.ts";

export interface DatasetStepOptions {
  download: Download;
  /** What can word insights. */
  texts: TextModels;
}

const input = DatasetRunInput;

/**
 * The steps of a dataset run. Everything that reads the file happens in the run's analysis child; what is here moves IR.
 * Each step may be the first one of a worker that took the run over: the child is started again where it is needed.
 */
export function datasetSteps({ download, texts }: DatasetStepOptions): RegisteredStep[] {
  const analysisOf = analysisOfRun(download);
  return [
    defineStep({
      key: "dataset.parse",
      version: 1,
      description: "Reads the file and finds its columns and rows",
      input: z.object({ input }),
      output: Parsed,
      async run(ctx, { input: { dataset_id } }) {
        const { analysis } = await analysisOf(ctx, dataset_id);
        ctx.progress(0.5, "Looking at its shape");
        const opened = await analysis.open();
        ctx.progress(1, `${counted(opened.row_count, "row")}, ${counted(opened.columns.length, "column")}`);
        return opened;
      },
    }),
    defineStep({
      key: "dataset.profile",
      version: 1,
      description: "Measures every column: types, quality, distributions, charts",
      input: z.object({ input, parse: Parsed }),
      output: Profile,
      async run(ctx, { input: { dataset_id } }) {
        const { analysis, follow } = await analysisOf(ctx, dataset_id);
        follow(ctx);
        ctx.progress(0, "Measuring every column");
        const profile = await analysis.profile();
        ctx.progress(1, `Quality score ${Math.round(profile.quality_score)}`);
        return profile;
      },
    }),
    defineStep({
      key: "dataset.detect",
      version: 1,
      description: "Looks for what stands out and controls the false discoveries",
      input: z.object({ input, profile: Profile }),
      output: Findings,
      async run(ctx, { input: { dataset_id, settings } }) {
        const { analysis, follow } = await analysisOf(ctx, dataset_id);
        follow(ctx);
        const findings = await analysis.detect(settings.insights.value);
        const found = findings.findings.filter((finding) => finding.kind !== "nothing_found").length;
        const { broken } = findings;
        if (broken.length > 0) ctx.log.error({ broken }, "detectors broke off");
        const without = broken.length > 0 ? `, without ${broken.join(", ").replaceAll("_", " ")}` : "";
        ctx.progress(1, `${counted(found, "finding")} from ${counted(findings.tests, "test")}${without}`);
        return findings;
      },
    }),
    defineStep({
      key: "dataset.write",
      version: 1,
      description: "Puts findings into words, with the language model where one is set",
      asks_model: texts.default !== undefined,
      input: z.object({ input, profile: Profile, detect: Findings }),
      output: Drafts,
      async run(ctx, { input: { settings }, profile, detect }) {
        ctx.progress(0, "Putting it into words");
        const calls: CallRecord[] = [];
        const { model, instead } = modelFor(ctx.run.model, settings.insights.value.use_language_model, texts);
        const models = { text: model && recordedModel(model, calls) };
        try {
          const drafts = await writeAll(detect.findings, profile, { models, signal: ctx.signal, log: ctx.log });
          ctx.progress(1, `${counted(drafts.length, "insight")} in words${instead}`);
          return { drafts };
        } finally {
          await storeModelCalls(ctx, calls);
        }
      },
    }),
    defineStep({
      key: "dataset.verify",
      version: 1,
      description: "Computes every number again and ties it to its evidence",
      input: z.object({ input, profile: Profile, detect: Findings, write: Drafts }),
      output: VerifiedInsights,
      async run(ctx, { input: { dataset_id }, profile, detect, write }) {
        const { analysis, follow } = await analysisOf(ctx, dataset_id);
        follow(ctx);
        ctx.progress(0, "Computing every number again");
        const { kept, dropped } = await verifyAll({
          findings: detect.findings,
          drafts: write.drafts,
          table: tableNames(profile),
          recompute: (evidence) => analysis.recompute(evidence),
          rewrite: writeDeterministic,
          log: ctx.log,
        });
        const verified = kept.filter((insight) => insight.verified).length;
        ctx.progress(1, `${verified} of ${counted(kept.length, "insight")} verified`);
        return {
          insights: kept.map(({ problems: _, ...insight }) => insight),
          dropped: dropped.map((one) => ({ finding_key: one.finding_key, problems: one.problems.length })),
        };
      },
    }),
    defineStep(publish),
  ];
}

/** The model a run asks, and what is said when it was told to ask one that it may not or cannot. */
function modelFor(
  named: string | null,
  allowed: boolean,
  texts: TextModels,
): { model: TextModel | undefined; instead: string } {
  const model = named === null ? texts.default : texts.get(named);
  if (!allowed) {
    const instead = named === null || named === deterministicModel ? "" : `, without ${named}: language models are off`;
    return { model: undefined, instead };
  }
  const missing = named !== null && named !== deterministicModel && model === undefined;
  return { model, instead: missing ? `, without ${named}: the worker does not offer it` : "" };
}

const counted = (n: number, noun: string) => `${n.toLocaleString("en-US")} ${noun}${n === 1 ? "" : "s"}`;
