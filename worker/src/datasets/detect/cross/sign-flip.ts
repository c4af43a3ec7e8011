import { type Condition, Unit } from "@plumbline/contracts";
import { z } from "zod";
import type { Candidate, Detector, DetectorContext } from "../detector.ts";
import { type Column, columnsOf, isGrouping, isMeasured, unitOf } from "./column.ts";
import { shownColumns } from "./column-names.ts";
import { Exhibits } from "./exhibits.ts";
import { rootOf } from "./group-difference.ts";
import { onePerCause } from "./one-per-cause.ts";
import { type Relations, relationsOf } from "./relations/relations.ts";
import { sampleOf } from "./sample.ts";
import { losingGroups, losingGroupsTest, type Split, splitBySign, splitBySignTest } from "./sign-flip-test.ts";
import { worstWithin } from "./worst-within.ts";

const part = z.object({ sum: z.string(), rows: z.string() });

/** What the words of a part of the rows with a negative total need. */
export const SignFlipFacts = z.object({
  shape: z.literal("sign_flip"),
  outcome: z.string(),
  driver: z.string(),
  driver_unit: Unit,
  /** Null when the part is groups of a category. */
  threshold: z.number().nullable(),
  side: z.enum(["above", "at_most"]).nullable(),
  groups: z.array(z.object({ label: z.string(), sum: z.string() })),
  loss: part,
  rest: part,
  total_rows: z.string(),
  share_of_rows: z.string(),
  share_of_gain: z.string(),
  /** Where most of the loss is: a category, its value and the total there. */
  within: z.object({ column: z.string(), label: z.string(), sum: z.string() }).nullable(),
});

const least_loss = 0.02;
const most_findings = 3;

/** Parts of the rows that turn a total's sign: they lose what the rest earns. By a threshold of a number or by category. */
export const signFlip: Detector = {
  name: "sign_flip",
  async detect(context) {
    const columns = columnsOf(context);
    const relations = await relationsOf(context);
    const sample = sampleOf(context.table);
    const outcomes = columns.filter(
      (c) =>
        isMeasured(c) &&
        c.role !== "rate" &&
        (c.profile.min ?? 0) < 0 &&
        (c.profile.max ?? 0) > 0 &&
        (c.profile.sum ?? 0) > 0 &&
        isSteady(c),
    );
    const p_values: number[] = [];
    const candidates: Candidate[] = [];
    for (const outcome of outcomes) {
      for (const driver of columns.filter((c) => isMeasured(c) && !relations.trivial(c.name, outcome.name))) {
        context.signal.throwIfAborted();
        const split = await splitBySign(sample, outcome.name, driver.name);
        p_values.push(split?.p ?? 1);
        if (split && split.p < 0.001 && isLoss(split.loss, split.rest))
          candidates.push(await bySplit(context, columns, outcome, driver, split));
      }
      for (const group of columns.filter((c) => isGrouping(c) && !relations.trivial(c.name, outcome.name))) {
        context.signal.throwIfAborted();
        const losing = await losingGroups(sample, outcome.name, group.name);
        p_values.push(losing.p);
        const labels = losing.groups.slice(0, 5).map((g) => g.label);
        if (losing.p < 0.001 && labels.length > 0)
          candidates.push(await byGroup(context, columns, outcome, group, labels, relations));
      }
    }
    return {
      candidates: onePerCause(
        candidates.filter((c) => c.moved >= least_loss),
        most_findings,
      ),
      p_values,
      checked: p_values.length > 0 ? `${p_values.length} splits for parts with a negative total` : "",
    };
  },
};

/** A total of numbers scattered around zero has a sign by chance. */
const isSteady = (c: Column): boolean =>
  (c.profile.mean ?? 0) > (3 * (c.profile.std ?? 0)) / Math.sqrt(Math.max(1, c.profile.count));

const isLoss = (loss: Split["loss"], rest: Split["rest"]): boolean =>
  -loss.mean * loss.n >= least_loss * rest.mean * rest.n;

function bySplit(
  context: DetectorContext,
  columns: readonly Column[],
  outcome: Column,
  driver: Column,
  split: Split,
): Promise<Candidate> {
  const { threshold, side } = split;
  const above: Condition = { column: driver.name, is: "gt", value: threshold };
  const below: Condition = { column: driver.name, is: "lte", value: threshold };
  const [loss, rest] = side === "above" ? [above, below] : [below, above];
  return present(context, columns, {
    outcome,
    driver,
    loss,
    rest,
    threshold,
    side,
    labels: [],
    cause: `pair:${[outcome.name, driver.name].sort().join(":")}`,
  });
}

function byGroup(
  context: DetectorContext,
  columns: readonly Column[],
  outcome: Column,
  driver: Column,
  labels: string[],
  relations: Relations,
): Promise<Candidate> {
  const loss: Condition = { column: driver.name, is: "in", values: labels };
  const rest: Condition = { column: driver.name, is: "not_in", values: labels };
  return present(context, columns, {
    outcome,
    driver,
    loss,
    rest,
    threshold: null,
    side: null,
    labels,
    cause: `difference:${outcome.name}:${rootOf(driver, relations)}`,
  });
}

interface Part {
  outcome: Column;
  driver: Column;
  loss: Condition;
  rest: Condition;
  threshold: number | null;
  side: Split["side"] | null;
  labels: string[];
  cause: string;
}

async function present(context: DetectorContext, columns: readonly Column[], it: Part): Promise<Candidate> {
  const { outcome, driver } = it;
  const exhibits = new Exhibits(context.table);
  const unit = unitOf(outcome);
  const sum = (label: string, filter: Condition[]) =>
    exhibits.aggregate(label, { op: "sum", column: outcome.name, filter }, unit);
  const loss = {
    sum: await sum(`Total of ${outcome.name} in this part`, [it.loss]),
    rows: await exhibits.count("Rows in this part", [it.loss]),
  };
  const rest = {
    sum: await sum(`Total of ${outcome.name} in the rest`, [it.rest]),
    rows: await exhibits.count("Rows in the rest", [it.rest]),
  };
  const total_rows = await exhibits.count("Rows");
  const share_of_rows = exhibits.share("Share of the rows", loss.rows, total_rows);
  const share_of_gain = exhibits.share("The loss as a share of what the rest earns", loss.sum, rest.sum);
  const groups = [];
  for (const label of it.labels)
    groups.push({
      label,
      sum: await sum(`Total of ${outcome.name}, ${label}`, [{ column: driver.name, is: "eq", value: label }]),
    });
  const within = it.threshold === null ? null : await worstWithin(context, exhibits, columns, outcome, it.loss);
  const inputs = { outcome: outcome.name, [it.threshold === null ? "group" : "driver"]: driver.name };
  const test =
    it.threshold === null
      ? await losingGroupsTest(context.table, inputs)
      : await splitBySignTest(context.table, inputs);
  exhibits.test("Is the mean of this part below zero", test, inputs);
  await exhibits.rows(
    "Rows of this part, the largest losses first",
    [it.loss, { column: outcome.name, is: "lt", value: 0 }],
    shownColumns(columns, [outcome.name, driver.name]),
    `v${outcome.index}`,
  );
  const moved = Math.min(1, Math.abs(exhibits.value(share_of_gain)));
  return {
    key: `sign_flip:${outcome.name}:${driver.name}`,
    kind: "group_difference",
    columns: [outcome.name, driver.name],
    facts: {
      shape: "sign_flip",
      outcome: outcome.name,
      driver: driver.name,
      driver_unit: unitOf(driver),
      threshold: it.threshold,
      side: it.side,
      groups,
      loss,
      rest,
      total_rows,
      share_of_rows,
      share_of_gain,
      within,
    } satisfies z.infer<typeof SignFlipFacts>,
    evidence: exhibits.list,
    p: test.p,
    effect: Math.min(1, 0.5 + moved),
    moved,
    cause: it.cause,
  };
}
