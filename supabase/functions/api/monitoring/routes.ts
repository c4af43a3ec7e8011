import {
  MonitoringMetrics,
  MonitoringQuery,
  MonitoringRunPage,
  MonitoringRunQuery,
  MonitoringSteps,
  MonitoringTrends,
  TrendQuery,
} from "@plumbline/contracts";
import { router } from "../platform/context.ts";
import { pageAsMember } from "../platform/cursor.ts";
import { operation } from "../platform/describe.ts";
import { query } from "../platform/input.ts";
import { withRange } from "./filter.ts";
import { listRuns, sumMetrics, sumSteps } from "./queries.ts";
import { readSums } from "./read-sums.ts";
import { rolledMetrics, rolledSteps } from "./rolled-queries.ts";
import { rolledFailureCauses, rolledPoints } from "./rolled-trends.ts";
import { testRuns } from "./test-run-routes.ts";
import { listFailureCauses, listPoints, requireFewPoints } from "./trends.ts";

export const monitoring = router().route("/test-runs", testRuns);

monitoring.get(
  "/runs",
  operation({
    tag: "monitoring",
    summary: "Runs with how long they waited and took, retries, and what was outside its schema or threshold",
    answer: { status: 200, description: "Runs, newest first", schema: MonitoringRunPage },
    feature: "pipelines",
  }),
  query(MonitoringRunQuery),
  async (c) => c.json(await pageAsMember(c, listRuns, c.req.valid("query"))),
);

monitoring.get(
  "/steps",
  operation({
    tag: "monitoring",
    summary: "How each step went, over the runs of 30 days unless `from` and `to` say otherwise",
    answer: { status: 200, description: "Steps by name", schema: MonitoringSteps },
    feature: "pipelines",
  }),
  query(MonitoringQuery),
  async (c) => {
    const q = withRange(c.req.valid("query"));
    const [items] = await readSums(
      c,
      q,
      (when) => [sumSteps(q, when)],
      () => [rolledSteps(q)],
    );
    return c.json({ items });
  },
);

monitoring.get(
  "/metrics",
  operation({
    tag: "monitoring",
    summary: "What was measured at each node, over the runs of 30 days unless `from` and `to` say otherwise",
    answer: { status: 200, description: "Metrics by node", schema: MonitoringMetrics },
    feature: "pipelines",
  }),
  query(MonitoringQuery),
  async (c) => {
    const q = withRange(c.req.valid("query"));
    const [items] = await readSums(
      c,
      q,
      (when) => [sumMetrics(q, when)],
      () => [rolledMetrics(q)],
    );
    return c.json({ items });
  },
);

monitoring.get(
  "/trends",
  operation({
    tag: "monitoring",
    summary: "Runs over time, or with `step` the executions of one step, over 30 days unless said otherwise",
    answer: {
      status: 200,
      description: "A point for each bucket (UTC), and why runs failed",
      schema: MonitoringTrends,
    },
    feature: "pipelines",
  }),
  query(TrendQuery),
  async (c) => {
    const q = withRange(c.req.valid("query"));
    requireFewPoints(q);
    const [points, failure_causes] = await readSums(
      c,
      q,
      (when) => [listPoints(q, when), listFailureCauses(q, when)],
      () => [rolledPoints(q), rolledFailureCauses(q)],
    );
    return c.json({ points, failure_causes });
  },
);
