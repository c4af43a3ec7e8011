import {
  AppError,
  DatasetDetail,
  DatasetPage,
  DatasetProfile,
  DatasetQuery,
  DatasetUpdate,
  Id,
  RunAccepted,
} from "@plumbline/contracts";
import { z } from "zod";
import { router } from "../platform/context.ts";
import { pageAsMember } from "../platform/cursor.ts";
import { operation } from "../platform/describe.ts";
import { body, params, query } from "../platform/input.ts";
import { asMember, getAsMember, readAsMember } from "../platform/member.ts";
import { invalid } from "../platform/problem.ts";
import { files } from "./file-routes.ts";
import {
  deleteDataset,
  getDataset,
  getLatestRun,
  getProfile,
  listDatasets,
  renameDataset,
  requestedRun,
  requestRun,
} from "./queries.ts";

export const datasets = router().route("/", files);
const Path = z.object({ id: Id });
const missing = "There is no such dataset";

datasets.get(
  "/",
  operation({
    tag: "datasets",
    feature: "copilot.dataset",
    summary: "Datasets of the tenant",
    answer: { status: 200, description: "Datasets, newest first", schema: DatasetPage },
  }),
  query(DatasetQuery),
  async (c) => c.json(await pageAsMember(c, listDatasets, c.req.valid("query"))),
);

datasets.get(
  "/:id",
  operation({
    tag: "datasets",
    feature: "copilot.dataset",
    summary: "A dataset and its latest run",
    answer: { status: 200, description: "The dataset", schema: DatasetDetail },
  }),
  params(Path),
  async (c) => {
    const { id } = c.req.valid("param");
    const [[dataset], runs] = await readAsMember(c, getDataset(id), getLatestRun(id));
    if (dataset === undefined) throw new AppError("not_found", missing);
    return c.json({ ...dataset, latest_run: runs[0] ?? null });
  },
);

datasets.patch(
  "/:id",
  operation({
    tag: "datasets",
    feature: "copilot.dataset",
    summary: "Rename a dataset",
    answer: { status: 200, description: "The dataset, renamed", schema: DatasetDetail },
    problems: ["forbidden"],
  }),
  params(Path),
  body(DatasetUpdate),
  async (c) => {
    const { id } = c.req.valid("param");
    const rename = renameDataset(id, c.req.valid("json").name);
    const [[dataset], runs, renamed] = await readAsMember(c, getDataset(id), getLatestRun(id), rename);
    if (dataset === undefined) throw new AppError("not_found", missing);
    if (renamed[0] === undefined) {
      throw new AppError("forbidden", "Only editors and owners rename datasets", {
        fix: "Ask an owner for the editor role",
      });
    }
    return c.json({ ...dataset, name: renamed[0].name, latest_run: runs[0] ?? null });
  },
);

datasets.delete(
  "/:id",
  operation({
    tag: "datasets",
    feature: "copilot.dataset",
    summary: "Delete a dataset with its file and insights; its runs are cancelled and stay as history",
    answer: { status: 204, description: "Deleted" },
    problems: ["forbidden"],
  }),
  params(Path),
  async (c) => {
    await readAsMember(c, getDataset(c.req.valid("param").id), deleteDataset(c.req.valid("param").id));
    return c.body(null, 204);
  },
);

datasets.get(
  "/:id/profile",
  operation({
    tag: "datasets",
    feature: "copilot.dataset",
    summary: "What is known of a dataset: columns, quality, charts, preview",
    answer: { status: 200, description: "The profile of the current revision", schema: DatasetProfile },
  }),
  params(Path),
  async (c) => {
    const detail = "There is no such profile";
    const { profile, ...row } = await getAsMember(c, getProfile(c.req.valid("param").id), detail);
    return c.json({ ...profile, ...row });
  },
);

datasets.post(
  "/:id/runs",
  operation({
    tag: "datasets",
    feature: "copilot.dataset",
    summary: "Look at a dataset again",
    answer: { status: 202, description: "The run, requested", schema: RunAccepted, located: true },
    problems: ["forbidden"],
    headers: [{ name: "idempotency-key", description: "The same key gives the same run. At most 150 characters." }],
  }),
  params(Path),
  async (c) => {
    const key = c.req.header("idempotency-key") ?? crypto.randomUUID();
    if (!/^[\x21-\x7e]{1,150}$/.test(key)) {
      const message = "must be 1 to 150 visible ASCII characters";
      throw invalid("The idempotency key is not valid", [{ location: "header/idempotency-key", message }]);
    }
    const [, [requested]] = await asMember(c, requestRun(c.req.valid("param").id, key), requestedRun);
    if (requested === undefined) throw new AppError("not_found", missing);
    const { created, ...run } = requested;
    return c.json({ run, created }, 202, { location: `/v1/runs/${run.id}` });
  },
);
