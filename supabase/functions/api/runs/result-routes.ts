import { AppError, Artifact, Id, ModelCallList, PipelineGraph, RunComparison, RunMetrics } from "@plumbline/contracts";
import { z } from "zod";
import { router } from "../platform/context.ts";
import { operation } from "../platform/describe.ts";
import { params } from "../platform/input.ts";
import { getAsMember, readAsMember } from "../platform/member.ts";
import { compareMetrics, compareSteps, pairSteps, placesToCompare } from "./compare.ts";
import { getRun } from "./queries.ts";
import { getArtifact, getGraph, listMetrics, listModelCalls, listSides, listValues } from "./result-queries.ts";

/** What a run left behind: results, measurements, the pipeline it executed, and how it compares. */
export const results = router();
const Path = z.object({ id: Id });
const missing = "There is no such run";

results.get(
  "/:id/artifacts/:key",
  operation({
    tag: "runs",
    summary: "The result of a step (IR); `run_id` is the run that holds it, an earlier one when it was reused",
    answer: { status: 200, description: "The result", schema: Artifact },
  }),
  params(Path.extend({ key: z.string().min(1).max(120) })),
  async (c) => {
    const { id, key } = c.req.valid("param");
    return c.json(await getAsMember(c, getArtifact(id, key), "There is no such result"));
  },
);

results.get(
  "/:id/metrics",
  operation({
    tag: "runs",
    summary: "What was measured in a run, reused steps included",
    answer: { status: 200, description: "Measurements in the order of the steps", schema: RunMetrics },
  }),
  params(Path),
  async (c) => {
    const { id } = c.req.valid("param");
    const [[run], items] = await readAsMember(c, getRun(id), listMetrics(id));
    if (run === undefined) throw new AppError("not_found", missing);
    return c.json({ items });
  },
);

results.get(
  "/:id/model-calls",
  operation({
    tag: "runs",
    summary: "What was asked of language models in a run, redacted, with hashes of what went over the wire",
    answer: { status: 200, description: "Calls in the order of the steps, at most 1,000", schema: ModelCallList },
  }),
  params(Path),
  async (c) => {
    const { id } = c.req.valid("param");
    const [[run], items] = await readAsMember(c, getRun(id), listModelCalls(id));
    if (run === undefined) throw new AppError("not_found", missing);
    return c.json({ items });
  },
);

results.get(
  "/:id/pipeline",
  operation({
    tag: "runs",
    summary: "The pipeline as a run executes it",
    answer: { status: 200, description: "The pipeline", schema: PipelineGraph },
  }),
  params(Path),
  async (c) => {
    const { pipeline } = await getAsMember(c, getGraph(c.req.valid("param").id), missing);
    if (pipeline === null) {
      throw new AppError("not_found", "The run has not started yet", { fix: "Ask again once it has" });
    }
    // What was stored before a field existed gets its default.
    return c.json(PipelineGraph.parse(pipeline));
  },
);

results.get(
  "/:id/compare/:other",
  operation({
    tag: "runs",
    summary: "Two runs side by side: steps, results and measurements",
    answer: { status: 200, description: "What is the same and what differs", schema: RunComparison },
  }),
  params(Path.extend({ other: Id })),
  async (c) => {
    const { id, other } = c.req.valid("param");
    const [[first], [second], sides, otherSides, measured, otherMeasured] = await readAsMember(
      c,
      getRun(id),
      getRun(other),
      listSides(id),
      listSides(other),
      listMetrics(id),
      listMetrics(other),
    );
    if (first === undefined || second === undefined) throw new AppError("not_found", missing);
    const pairs = pairSteps(sides, otherSides);
    const places = placesToCompare(pairs);
    const [values] = places.length > 0 ? await readAsMember(c, listValues(places)) : [[]];
    const steps = compareSteps(pairs, values);
    return c.json({ run: first, other: second, steps, metrics: compareMetrics(measured, otherMeasured) });
  },
);
