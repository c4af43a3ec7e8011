import { AppError, Feature, FeatureKey, FeatureList, FeatureUpdate } from "@plumbline/contracts";
import { z } from "zod";
import { router } from "../platform/context.ts";
import { operation } from "../platform/describe.ts";
import { body, params } from "../platform/input.ts";
import { asMember, readAsMember } from "../platform/member.ts";
import { listFeatures, setFeature } from "./queries.ts";

export const features = router();

features.get(
  "/",
  operation({
    tag: "features",
    summary: "Which features the tenant has, and why",
    answer: { status: 200, description: "Every feature, by key", schema: FeatureList },
  }),
  async (c) => {
    const [rows] = await readAsMember(c, listFeatures);
    return c.json({ items: rows.filter(isKnown) } satisfies FeatureList);
  },
);

features.patch(
  "/:key",
  operation({
    tag: "features",
    summary: "Switch a feature on or off for the tenant, or back to the platform's answer",
    answer: {
      status: 200,
      description: "The feature, changed; in force everywhere within five seconds",
      schema: Feature,
    },
    problems: ["forbidden"],
  }),
  params(z.object({ key: z.string().max(100) })),
  body(FeatureUpdate),
  async (c) => {
    const { key } = c.req.valid("param");
    const [, rows] = await asMember(c, setFeature(key, c.req.valid("json").override), listFeatures);
    c.get("ledger").forget(({ tenant_id }) => tenant_id === c.get("standing")?.tenant_id);
    const feature = rows.filter(isKnown).find((row) => row.key === key);
    if (feature === undefined) throw new AppError("not_found", "There is no such feature");
    return c.json(feature);
  },
);

/** A flag that the database has and this version does not know is nobody's to see. */
const isKnown = (row: Omit<Feature, "key"> & { key: string }): row is Feature => FeatureKey.safeParse(row.key).success;
